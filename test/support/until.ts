import { setTimeout as pause } from 'node:timers/promises';

/** Taken when this file is loaded, so that a test may replace the clock. */
const { now } = Date;

/**
 * Asks every few milliseconds until the answer is neither false, null nor undefined; returns that answer.
 * @param what the end of the sentence "Waited in vain for"
 * @throws after `deadline` milliseconds, which is only ever reached when a test fails
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  { deadline = 45_000, every = 20 } = {},
): Promise<Exclude<Awaited<T>, false | null | undefined>> {
  for (const end = now() + deadline; ;) {
    const found = await condition();
    if (found !== false && found !== null && found !== undefined) {
      return found as Exclude<Awaited<T>, false | null | undefined>;
    }
    if (now() > end) throw new Error(`Waited in vain for ${what}.`);
    await pause(every);
  }
}

/** Waits until `/jobs/ID` shows a job that has ended; returns it. */
export async function endOfJob<Job extends { state?: string }>(read: () => Promise<Job>): Promise<Job> {
  return await until(
    async () => {
      const job = await read();
      return job.state === 'queued' || job.state === 'running' ? null : job;
    },
    'the end of a job',
    { deadline: 180_000, every: 50 },
  );
}
