import type { Job } from '#clients';

export type Counts = Record<string, number>;

/** What became of the archives, over all jobs. */
export interface LoadReport {
  archives: Counts;
  reasons: Counts;
  /** The first files that were refused. */
  refused: { name: string; reason: string }[];
  events: Counts;
  rejected: Counts;
  lines: number;
  bytes: number;
  /** Jobs that did not succeed, and archives that could not be read or sent, each with its sentence. */
  failures: string[];
}

export function emptyReport(): LoadReport {
  return {
    archives: {},
    reasons: {},
    refused: [],
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
  const result = job.result as unknown as Omit<LoadReport, 'failures'>;
  for (const counts of ['archives', 'reasons', 'events', 'rejected'] as const) {
    for (const [key, count] of Object.entries(result[counts])) increase(report[counts], key, count);
  }
  report.refused.push(...result.refused);
  report.lines += result.lines;
  report.bytes += result.bytes;
}

/** Adds an archive that is not sent. */
export function addRefused(report: LoadReport, name: string, reason: string): void {
  report.refused.push({ name, reason });
  increase(report.archives, 'refused', 1);
  increase(report.reasons, reason, 1);
}

/** Whether there were archives, and every one was refused. */
export function isAllRefused({ archives }: LoadReport): boolean {
  const refused = archives['refused'] ?? 0;
  return refused > 0 && refused === sum(archives);
}

export function increase(counts: Counts, key: string, by: number): void {
  counts[key] = (counts[key] ?? 0) + by;
}

export function sum(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
