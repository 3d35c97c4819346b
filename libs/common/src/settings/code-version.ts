import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function nearestPackage(folder: string): string | null {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? null : nearestPackage(parent);
}

/** Version that a model records as its maker: CODE_VERSION (a commit, say) or the version in package.json. */
export function codeVersion(): string {
  const given = process.env['CODE_VERSION'];
  if (given !== undefined && given !== '') return given;
  const file = nearestPackage(import.meta.dirname);
  const { version } = file === null ? {} : (JSON.parse(readFileSync(file, 'utf8')) as { version?: string });
  return version ?? 'unknown';
}
