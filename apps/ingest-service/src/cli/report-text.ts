import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type { RejectionReason } from '../formats/rejection.js';
import { sum } from './load-report.js';
import type { LoadReport } from './load-report.js';
import { byteText, durationText } from './progress-text.js';

/** Files that are named for each reason. */
const MOST_NAMES = 5;

/**
 * The result of a load in a few lines: archives by state, events by kind, why lines and archives were
 * refused.
 */
export function reportText(report: LoadReport, seconds: number): string {
  const { archives, events, reasons, refused, rejected, lines, bytes, failures } = report;
  const named = Map.groupBy(refused, ({ reason }) => reason);
  const rate = Math.round(lines / Math.max(seconds, 0.001)).toLocaleString('en');
  return [
    `Archives: ${listed(archives)}.`,
    `Events:   ${listed(events)}.`,
    `Lines:    ${lines.toLocaleString('en')}, ${sum(rejected).toLocaleString('en')} rejected; ` +
      `${byteText(bytes)} in ${durationText(seconds)}, ${rate} lines/s.`,
    ...explained(
      reasons,
      (reason) => `${ARCHIVE_REASONS[reason as ArchiveReason]}${namesOf(named.get(reason))}`,
    ),
    ...explained(rejected, (reason) => REJECTION_REASONS[reason as RejectionReason]),
    ...failures.map((failure) => `Failed: ${failure}`),
  ].join('\n');
}

export function listed(counts: Record<string, number>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0
    ? 'none'
    : some.map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ');
}

function namesOf(files: LoadReport['refused'] = []): string {
  if (files.length === 0) return '';
  const more = files.length > MOST_NAMES ? ', ...' : '';
  return ` (${files
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
    .join(', ')}${more})`;
}

export function explained(counts: Record<string, number>, meaning: (name: string) => string): string[] {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `  ${count.toLocaleString('en').padStart(9)}  ${name}: ${meaning(name)}`);
}
