import { fileURLToPath } from 'node:url';

/** The checkout is one folder further up from a compiled file, in dist/. */
const ROOT = new URL(import.meta.url.endsWith('.ts') ? '../../../../' : '../../../../../', import.meta.url);

export function inCheckout(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}
