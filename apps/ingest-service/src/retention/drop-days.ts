import type { JobContext } from '#common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RetentionRepository } from './retention.repository.js';

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
