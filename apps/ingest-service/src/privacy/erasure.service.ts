import type { JobContext, JobDto } from '#common';
import { JobsService } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { listedUsers } from '../exclusions/exclusions.js';
import { ErasureInputDto, ErasureResultDto } from './erasure.dto.js';
import type { ReadmissionDto } from './erasure.dto.js';
import { ErasureRepository } from './erasure.repository.js';
import type { GoneRows } from './erasure.repository.js';

const ERASE = 'ingest.erase-users';
const ERASE_FROM_MODELS = 'recommender.erase-users';
/**
 * Jobs of other services that write users: a job that read them before their exclusion would write them after
 * it.
 */
const WRITING_JOBS = ['churn.retrain', 'churn.score', 'churn.publish', 'recommender.retrain'];
const LOOK_AGAIN_MS = 200;
/** Exits with the reason `erased`, and the messages that name the users, are stored for so long. */
const TRACE_DAYS = 7;

/**
 * Erases users from every table and model, in steps that may each be repeated: the next job continues one
 * that died.
 * 1. The request excludes the users by id, and they are known by hash from then on.
 * 2. Writers of events that began before it have ended; events are deleted day by day.
 * 3. Jobs that may have read them have ended; scores, lists and models are cleaned.
 * 4. The exclusion is deleted.
 */
@Injectable()
export class ErasureService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly repository: ErasureRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: ERASE,
      input: ErasureInputDto,
      result: ErasureResultDto,
      whenBusy: 'queue',
      run: (_input, context) => this.run(context),
    });
  }

  /** @throws DomainError conflict (anonymous_pool) when user 0 is among them, too_many (queue_full) */
  async start(userIds: readonly string[], askedBy: string): Promise<JobDto> {
    const users = listedUsers(userIds);
    return await this.jobs.start(ERASE, { erasure: await this.repository.begin(users, askedBy) });
  }

  /**
   * Undoes erasures by mistake, as far as that goes: what was erased stays gone, later events count again.
   * @throws DomainError conflict (anonymous_pool), (user_being_erased) when an erasure of any of them has not
   * ended
   */
  async readmit(userIds: readonly string[]): Promise<ReadmissionDto> {
    return await this.repository.readmit(listedUsers(userIds));
  }

  private async run(context: JobContext): Promise<ErasureResultDto> {
    const list = await this.repository.list();
    const { userIds } = list;
    const rows: GoneRows = {};
    const add = (gone: GoneRows): void => {
      for (const [table, count] of Object.entries(gone)) rows[table] = (rows[table] ?? 0) + count;
    };
    await this.waitFor('loads and posted events', context, () => this.repository.writers());
    const days = await this.repository.daysOf(userIds);
    for (const [at, day] of days.entries()) {
      context.signal.throwIfAborted();
      context.progress({ step: `taking them out of ${day}`, fraction: (0.8 * at) / days.length });
      add(await this.repository.eraseDay(day, userIds));
    }
    const readers = (): Promise<string[]> => this.repository.runningJobs(WRITING_JOBS);
    await this.waitFor('jobs that may have read them', context, readers);
    context.progress({ step: 'taking them out of scores and lists', fraction: 0.8 });
    const { rows: others, ...receivers } = await this.repository.eraseRows(userIds);
    add(others);
    context.signal.throwIfAborted();
    context.progress({ step: 'taking them out of models', fraction: 0.85 });
    const models = await this.eraseFromModels(context.signal);
    await this.repository.finish(list);
    return {
      users: userIds.length,
      days: days.length,
      rows,
      models,
      published: await this.repository.published(),
      ...receivers,
      learnedBy: await this.repository.learnedBy(),
      lastTraceOn: addDays(new Date().toISOString().slice(0, 10), TRACE_DAYS),
    };
  }

  /** Their layout is known to the service of the models alone. */
  private async eraseFromModels(signal: AbortSignal): Promise<number> {
    if (!(await this.repository.hasRecommender())) return 0;
    const { versions } = await this.jobs.runElsewhere(ERASE_FROM_MODELS, signal);
    return versions as number;
  }

  /** Waits until none of those present now is left; later ones do not matter. */
  private async waitFor(what: string, context: JobContext, present: () => Promise<string[]>): Promise<void> {
    let left = new Set(await present());
    while (left.size > 0) {
      context.progress({ step: `waiting for ${what} (${left.size})` });
      await sleep(LOOK_AGAIN_MS, undefined, { signal: context.signal }).catch(() => undefined);
      context.signal.throwIfAborted();
      const now = new Set(await present());
      left = new Set([...left].filter((one) => now.has(one)));
    }
  }
}
