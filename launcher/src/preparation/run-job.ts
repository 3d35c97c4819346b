import { setTimeout as sleep } from 'node:timers/promises';
import { LauncherError } from '../launcher-error.js';
import type { ServiceName } from '../options/launcher-options.js';
import type { Preparation } from './preparation.js';
import type { Job } from './service-client.js';

const POLL_MS = 250;
/** A job during which its process ends this often is probably what ends it. */
const ATTEMPTS = 5;
/** What a service tells of a job whose process was gone, or paused, or had no database. */
const INTERRUPTED =
  /process that ran this job ended|service was stopped|database (did not answer|cannot be reached)/i;

type JobWatch = Omit<Preparation, 'state'>;

interface JobRequest {
  /** For the person at the terminal, at the beginning of a sentence. */
  title: string;
  service: ServiceName;
  path: string;
  body: object;
}

/**
 * Asks a service for a job, or joins the one of its kind that runs already, and follows it to its end. A job that failed because a
 * service or PostgreSQL ended meanwhile is asked for again, five times at most: what it had committed stays.
 * @throws LauncherError when the job fails or is refused, with the reason the service gave
 */
export async function runJob(request: JobRequest, preparation: JobWatch): Promise<void> {
  const { client, interruptions, say } = preparation;
  for (let attempt = 1; ; attempt++) {
    const before = interruptions();
    const { id, joined } = await client.startJob(request.service, request.path, request.body);
    const job = await followJob(request.service, id, preparation);
    if (job.state === 'succeeded') return;
    const reason = job.error ?? `The job ${job.kind} was ${job.state}.`;
    // A job that was joined may be one of a killed start, whose process is gone.
    const isInterrupted =
      job.state === 'failed' && (joined || interruptions() > before || INTERRUPTED.test(reason));
    if (!isInterrupted) throw new LauncherError(reason);
    if (attempt === ATTEMPTS) {
      throw new LauncherError(`it was interrupted ${ATTEMPTS} times, the last time by: ${reason}`);
    }
    say(`${request.title} was interrupted (${reason}); attempt ${attempt + 1} of ${ATTEMPTS} begins.`);
  }
}

/** The job when it has ended in any way. */
async function followJob(
  service: ServiceName,
  id: string,
  { client, onProgress, stop }: JobWatch,
): Promise<Job> {
  for (;;) {
    const job = await client.job(service, id);
    onProgress(job.progress);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await sleep(POLL_MS, undefined, { signal: stop });
  }
}
