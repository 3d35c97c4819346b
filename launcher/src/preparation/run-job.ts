import { LauncherError } from '../launcher-error.js';
import type { ServiceName } from '../options/launcher-options.js';
import type { Load, PlatformClient, Progress } from './platform-client.js';

/** A job during which its process ends this often is probably what ends it. */
const ATTEMPTS = 5;
/** The error of a job whose process was gone, or paused, or had no database. */
const INTERRUPTED = /process that ran this job ended|service was stopped|database cannot be reached/i;

/** What loading and training need of the running platform. */
export interface Preparation {
  client: PlatformClient;
  /** How often a service or PostgreSQL has ended unexpectedly since the start. */
  interruptions: () => number;
  onProgress: (progress: Progress) => void;
  /** Prints one line on the terminal. */
  say: (line: string) => void;
  stop: AbortSignal;
}

/**
 * Asks a service for its job (a load or a training), or joins the one of its kind that runs already, and
 * follows it to its end. A job that failed because a service or PostgreSQL ended meanwhile is asked for
 * again, five times at most: what it had committed stays.
 * @throws LauncherError when the job fails, ServiceProblem when it is refused
 */
export async function runJob(
  service: ServiceName,
  { client, interruptions, onProgress, say }: Omit<Preparation, 'stop'>,
  load?: Load,
): Promise<void> {
  const title = service === 'ingest' ? 'The load' : `The training of the ${service} model`;
  for (let attempt = 1; ; attempt++) {
    const before = interruptions();
    const { id, joined } = await client.startJob(service, load);
    const job = await client.waitForJob(service, id, onProgress);
    if (job.state === 'succeeded') return;
    const reason = job.error ?? `The job ${job.kind} was ${job.state}.`;
    // A job that was joined may be one of a killed start, whose process is gone.
    const isInterrupted =
      job.state === 'failed' && (joined || interruptions() > before || INTERRUPTED.test(reason));
    if (!isInterrupted) throw new LauncherError(reason);
    if (attempt === ATTEMPTS) {
      throw new LauncherError(`it was interrupted ${ATTEMPTS} times, the last time by: ${reason}`);
    }
    say(`${title} was interrupted (${reason}); attempt ${attempt + 1} of ${ATTEMPTS} begins.`);
  }
}
