import { DomainError, JobsService } from '#common';
import type { JobContext, JobDto } from '#common';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { RetentionRequestDto, RetentionResultDto } from './retention.dto.js';
import { RetentionRepository } from './retention.repository.js';
import type { DaysBefore } from './retention.repository.js';

const RETENTION = 'ingest.retention';
/** Of the events of a usual day: with fewer, next to nothing is left. */
const LEAST_KEPT = 0.5;

/** Drops old days as a job. */
@Injectable()
export class RetentionService implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly repository: RetentionRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: RETENTION,
      input: RetentionRequestDto,
      result: RetentionResultDto,
      whenBusy: 'refuse',
      run: (input, context) => this.run(input, context),
    });
  }

  /** @throws DomainError conflict (day_in_future, nothing_kept) */
  async start({ before, dryRun, everything }: RetentionRequestDto): Promise<JobDto> {
    refuseUnlessMeant({ before, dryRun, everything }, await this.repository.before(before));
    return await this.jobs.start(RETENTION, { before, dryRun, everything });
  }

  private async run(input: RetentionRequestDto, context: JobContext): Promise<RetentionResultDto> {
    const { before, dryRun } = input;
    context.progress({ step: 'counting', fraction: 0 });
    const found = await this.repository.before(before);
    // Once more: the loaded days may have changed while the job waited.
    refuseUnlessMeant(input, found);
    if (!dryRun) await dropDaysBefore(this.repository, before, context);
    return { before, dryRun, ...found.counted };
  }
}

/** What the service consists of. */
export const RETENTION_PROVIDERS = [RetentionRepository, RetentionService];

function refuseUnlessMeant(
  { before, dryRun, everything }: RetentionRequestDto,
  { counted: { days, firstDay }, newestDay, eventsKept, usualEvents }: DaysBefore,
): void {
  if (dryRun || everything) return;
  if (before > new Date().toISOString().slice(0, 10)) {
    throw new DomainError(
      'conflict',
      'day_in_future',
      `${before} lies in the future, so nothing would be left; send "everything": true to drop all days.`,
    );
  }
  // A stray event must not stand for the days that are kept.
  if (days > 0 && eventsKept < LEAST_KEPT * usualEvents) {
    throw new DomainError(
      'conflict',
      'nothing_kept',
      `Of the loaded days (${firstDay} to ${newestDay}) only ${eventsKept} events would be left from ${before} on, where a usual day has ` +
        `${Math.round(usualEvents)}; send "everything": true to drop the days before all the same.`,
    );
  }
}

/** Pauses between tries while a load or a long reader is in the way. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

type Context = Pick<JobContext, 'signal' | 'progress'>;

/**
 * Drops every day before `before`, each in one transaction, the oldest first: a run that ends early leaves
 * whole days, and the next one does the rest.
 * @throws the signal's reason
 */
export async function dropDaysBefore(
  repository: RetentionRepository,
  before: string,
  context: Context,
): Promise<void> {
  const days = await repository.daysToDrop(before);
  for (const [at, day] of days.entries()) {
    const fraction = at / days.length;
    context.progress({ step: `dropping ${day}`, fraction });
    await dropWhenFree(repository, day, context, fraction);
  }
  context.progress({ step: 'removing what else was kept of these days', fraction: 1 });
  await repository.sweep(before);
}

async function dropWhenFree(
  repository: RetentionRepository,
  day: string,
  context: Context,
  fraction: number,
): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    context.signal.throwIfAborted();
    if (await repository.dropDay(day)) return;
    context.progress({ step: `waiting to drop ${day}: a load or a long query is running`, fraction });
    // A pause that is cut short says nothing; the signal's own reason is thrown above.
    await sleep(pause, undefined, { signal: context.signal }).catch(() => undefined);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}
