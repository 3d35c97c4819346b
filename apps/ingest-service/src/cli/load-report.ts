import type { Job } from '#clients';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type { RejectionReason } from '../formats/rejection.js';
import type { LoadSummaryDto } from '../loading/load-job.dto.js';
import { addCounts } from '../loading/load-outcome.js';
import type { Counts } from '../loading/load-outcome.js';
import { byteText, durationText } from './progress-text.js';

/** What became of the archives, over all jobs. */
export interface LoadReport extends Omit<LoadSummaryDto, 'repaired' | 'seconds'> {
  /** Jobs that did not succeed, and archives that could not be read or sent, each with its sentence. */
  failures: string[];
}

export function emptyReport(): LoadReport {
  return {
    archives: {},
    reasons: {},
    refused: [],
    replaced: [],
    vanished: { files: 0, names: [] },
    passedOver: {},
    events: {},
    rejected: {},
    lines: 0,
    bytes: 0,
    failures: [],
  };
}

/** Adds what a job did that has ended. @param name what it loaded */
export function addJob(report: LoadReport, name: string, job: Job): void {
  if (job.state !== 'succeeded') {
    report.failures.push(`${name}: ${job.error ?? `the job was ${job.state}.`}`);
    return;
  }
  const result = job.result as unknown as LoadSummaryDto;
  for (const counts of ['archives', 'reasons', 'passedOver', 'events', 'rejected'] as const) {
    addCounts(report[counts], result[counts]);
  }
  report.refused.push(...result.refused);
  report.replaced.push(...result.replaced);
  report.vanished.files += result.vanished.files;
  report.vanished.names.push(...result.vanished.names);
  report.lines += result.lines;
  report.bytes += result.bytes;
}

/** Adds an archive that is not sent. */
export function addRefused(report: LoadReport, name: string, reason: string): void {
  report.refused.push({ name, reason });
  addCounts(report.archives, { refused: 1 });
  addCounts(report.reasons, { [reason]: 1 });
}

/** Whether there were archives, and every one was refused. */
export function isAllRefused({ archives }: LoadReport): boolean {
  const refused = archives['refused'] ?? 0;
  return refused > 0 && refused === sum(archives);
}

export function sum(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

/** Files that are named for each reason. */
const MOST_NAMES = 5;

/**
 * The result of a load in a few lines: archives by state, events by kind, why lines and archives were
 * refused.
 */
export function reportText(report: LoadReport, seconds: number): string {
  const {
    archives,
    events,
    reasons,
    refused,
    replaced,
    vanished,
    passedOver,
    rejected,
    lines,
    bytes,
    failures,
  } = report;
  const named = Map.groupBy(refused, ({ reason }) => reason);
  const rate = Math.round(lines / Math.max(seconds, 0.001)).toLocaleString('en');
  return [
    `Archives: ${listed(archives)}.`,
    ...(sum(passedOver) === 0 ? [] : [`Passed over: ${listed(passedOver)}.`]),
    `Events:   ${listed(events)}.`,
    `Lines:    ${lines.toLocaleString('en')}, ${sum(rejected).toLocaleString('en')} rejected; ` +
      `${byteText(bytes)} in ${durationText(seconds)}, ${rate} lines/s.`,
    ...explained(
      reasons,
      (reason) => `${ARCHIVE_REASONS[reason as ArchiveReason]}${namesOf(named.get(reason))}`,
    ),
    ...explained(rejected, (reason) => REJECTION_REASONS[reason as RejectionReason]),
    ...replaced.map(({ name, removed, added }) => `Replaced: ${name}: -${shown(removed)} +${shown(added)}`),
    ...(vanished.files === 0
      ? []
      : [
          `Vanished: ${shown(vanished.files)} files (${vanished.names.join(', ')}); their events stay until the archive is deleted.`,
        ]),
    ...failures.map((failure) => `Failed: ${failure}`),
  ].join('\n');
}

function shown(count: number): string {
  return count.toLocaleString('en');
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
