import { pageOfJob } from '../../data/address.js';
import type { Ingest } from '../../data/contracts.js';
import { isActive } from '../../data/jobs.js';
import type { Job } from '../../data/jobs.js';
import { texts } from '../../texts.js';
import type { Check } from './checks.js';

const words = texts.overview.checks.jobs;
const RECENT_MS = 7 * 86_400_000;
const LOAD = 'ingest';

/**
 * Failed jobs that no later one takes the place of: for a week, but failed loads until their files are in or
 * the job is put aside.
 * @param jobs newest first
 */
export function checkJobs(jobs: readonly Job[], now: number): Check[] {
  const { name, fine, failed, toDo, loadToDo, link } = words;
  const ended = jobs.filter((job) => !isActive(job));
  const open = ended.filter((job, place) => {
    if (job.state !== 'failed' || ended.slice(0, place).some((later) => replaces(later, job))) return false;
    return job.kind === LOAD || now - Date.parse(job.finishedAt ?? '') < RECENT_MS;
  });
  if (open.length === 0) return [{ name, urgency: 'fine', found: fine }];
  return open.map(({ service, id, kind, error, finishedAt }) => ({
    name,
    urgency: 'act',
    found: failed(texts.jobs.kinds[kind] ?? kind, error ?? ''),
    toDo: kind === LOAD ? loadToDo : toDo,
    link: { to: pageOfJob(service, id), text: link },
    subjects: [`job.${id}`],
    isPutAside: true,
    since: finishedAt,
  }));
}

/** Whether a later job did, or failed to do, what the failed one was to do. */
function replaces(later: Job, failed: Job): boolean {
  if (later.kind !== failed.kind || later.state === 'cancelled') return false;
  return failed.kind !== LOAD || takesAllOf(later.input as Load, failed.input as Load);
}

type Load = Ingest['LoadInputDto'];

/** Whether a load takes every file that another was to take. */
function takesAllOf(load: Load, other: Load): boolean {
  if (other.bucket === true) return load.bucket === true;
  if (other.upload !== undefined) {
    if (load.upload === other.upload) return true;
    const [missing, sent] = [namesOf(other), load.upload === undefined ? [] : namesOf(load)];
    return missing.length > 0 && missing.every((file) => sent.includes(file));
  }
  if (load.bucket === true || load.upload !== undefined) return false;
  if (other.watched === true) return load.path === '.';
  if (load.watched === true) return false;
  return load.path === '.' || `${other.path}/`.startsWith(`${load.path}/`);
}

/** Names of the files of an upload; none where there are too many. */
function namesOf({ files, path }: Load): readonly string[] {
  return files ?? (path === '.' ? [] : [path]);
}
