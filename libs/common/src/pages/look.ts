import { readFileSync } from 'node:fs';
import { inCheckout } from '../checkout/in-checkout.js';

const known = new Map<string, string>();

/**
 * Style sheets that the pages of the services and the console share, from libs/plots/look: read once, without
 * comments and needless blanks.
 */
export function lookOf(...names: readonly ('tokens' | 'page' | 'plots')[]): string {
  return names.map(sheet).join('');
}

function sheet(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const text = readFileSync(inCheckout(`libs/plots/look/${name}.css`), 'utf8');
  const dense = text
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};]) ?/g, '$1');
  known.set(name, dense);
  return dense;
}
