import type { Logger } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import type { JobsRepository } from './jobs.repository.js';

/** A job that has just been fetched may not have taken its lock yet. */
const OWNERSHIP_GRACE_MS = 3_000;

/** Marks running jobs as failed whose lock nobody holds: the process that ran them has ended. */
export async function failJobsOfDeadOwners(
  queue: PgBoss,
  repository: JobsRepository,
  kinds: Iterable<string>,
  logger: Logger,
): Promise<void> {
  for (const kind of kinds) {
    for (const job of await queue.findJobs(kind)) {
      if (job.state !== 'active' || Date.now() - job.startedOn.getTime() < OWNERSHIP_GRACE_MS) continue;
      const ownership = await repository.own(job.id);
      if (ownership === null) continue;
      await queue.fail(kind, job.id, { message: 'The process that ran this job ended before it was done.' });
      await ownership.release();
      logger.warn(`Job ${job.id} (${kind}) was left behind by a process that ended; it is marked failed`);
    }
  }
}
