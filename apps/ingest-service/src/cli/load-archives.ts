import { ServiceProblem } from '#clients';
import type { IngestClient, Job } from '#clients';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findArchives } from '../sources/archive-files.js';
import { CliError } from './cli-error.js';
import type { CliOptions } from './command-line.js';
import type { ShownProgress } from './progress-text.js';
import { sendArchive } from './send-archive.js';

type Counts = Record<string, number>;

/** What became of the archives, over all jobs. */
export interface LoadReport {
  archives: Counts;
  reasons: Counts;
  events: Counts;
  rejected: Counts;
  lines: number;
  bytes: number;
  /** Jobs that did not succeed, each with its sentence. */
  failures: string[];
}

/** Loads what the options name, and tells `show` how far it is. */
export async function loadArchives(
  client: IngestClient,
  options: CliOptions,
  show: (progress: ShownProgress) => void,
): Promise<LoadReport> {
  const report: LoadReport = {
    archives: {},
    reasons: {},
    events: {},
    rejected: {},
    lines: 0,
    bytes: 0,
    failures: [],
  };
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  if (options.onServer) {
    await checkKey(client);
    const job = await client.startJob('/admin/ingest/archives', { body: { path: options.path } });
    const onProgress = (seen: Job): void => show(shownJob(seen, seconds()));
    add(report, options.path, await client.waitForJob(job, { onProgress }));
    return report;
  }
  const files = await archivesOf(options.path, report);
  await checkKey(client);
  const bytes = files.reduce((sum, { byteCount }) => sum + byteCount, 0);
  let bytesDone = 0;
  let archivesDone = 0;
  for (const { path, byteCount, archive } of files) {
    // Sending and loading take turns; each is half of an archive's way.
    const at = (share: number, job: Job | null): void => {
      const now = bytesDone + byteCount * share;
      const { lines = 0, rejected = 0 } = (job?.progress.detail ?? {}) as Counts;
      const all = { lines: report.lines + lines, rejected: sum(report.rejected) + rejected };
      const fraction = bytes === 0 ? 1 : now / bytes;
      show({
        fraction,
        archives: files.length,
        archivesDone,
        ...all,
        bytes,
        bytesDone: now,
        seconds: seconds(),
      });
    };
    const onSent = (sent: number): void => at(sent / byteCount / 2, null);
    const job = await sendArchive(client, archive.name, path, onSent);
    const onProgress = (seen: Job): void => at(0.5 + (seen.progress.fraction ?? 0) / 2, seen);
    add(report, archive.name, await client.waitForJob(job, { onProgress }));
    bytesDone += byteCount;
    archivesDone++;
    at(0, null);
  }
  return report;
}

/**
 * Before anything is sent, an unknown path is asked for below /admin: a wrong key would be refused in the middle of a large
 * archive, and that reads like a broken connection.
 */
async function checkKey(client: IngestClient): Promise<void> {
  const nothing = { params: { path: { name: 'none' as never } } };
  await client.get('/admin/exports/{name}', { ...nothing, patienceMs: 0 }).catch((error: unknown) => {
    if (error instanceof ServiceProblem && ![401, 403].includes(error.status)) return;
    throw error;
  });
}

async function archivesOf(path: string, report: LoadReport): ReturnType<typeof findFiles> {
  const files = await findFiles(path, report);
  if (files.length > 0) return files;
  throw new CliError(`There is no log archive in ${path}.`);
}

async function findFiles(path: string, report: LoadReport) {
  let real: string;
  try {
    real = await realpath(path);
  } catch (cause) {
    throw new CliError(
      `There is no ${path}. (A path below the service's own logs folder needs --on-server.)`,
      {
        cause,
      },
    );
  }
  const root = (await stat(real)).isDirectory() ? real : dirname(real);
  const { files, refused } = await findArchives(root, real);
  for (const { reason } of refused) {
    increase(report.archives, 'refused', 1);
    increase(report.reasons, reason, 1);
  }
  return files;
}

function shownJob({ progress }: Job, seconds: number): ShownProgress {
  const {
    archives = 0,
    archivesDone = 0,
    lines = 0,
    rejected = 0,
    bytes = 0,
    bytesDone = 0,
  } = progress.detail as Counts;
  return {
    fraction: progress.fraction ?? 0,
    archives,
    archivesDone,
    lines,
    rejected,
    bytes,
    bytesDone,
    seconds,
  };
}

function add(report: LoadReport, name: string, job: Job): void {
  if (job.state !== 'succeeded') {
    report.failures.push(`${name}: ${job.error ?? `the job was ${job.state}.`}`);
    return;
  }
  const result = job.result as unknown as Omit<LoadReport, 'failures'>;
  for (const counts of ['archives', 'reasons', 'events', 'rejected'] as const) {
    for (const [key, count] of Object.entries(result[counts])) increase(report[counts], key, count);
  }
  report.lines += result.lines;
  report.bytes += result.bytes;
}

function increase(counts: Counts, key: string, by: number): void {
  counts[key] = (counts[key] ?? 0) + by;
}

export function sum(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
