import type { Progress } from './service-client.js';

const WIDTH = 24;

/** A bar of fixed width with its percentage, as in `████████░░░░ 62 %`. */
export function bar(fraction: number): string {
  const share = Math.min(1, Math.max(0, fraction));
  const filled = Math.round(share * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent(share)}`;
}

export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** What a job does now and its figures: `loading archives  archives 12  events 310,000`. */
export function stepLine({ step, detail }: Progress): string {
  const figures = Object.entries(detail).map(([name, value]) => `${name} ${value.toLocaleString('en')}`);
  return [step, ...figures].join('  ');
}
