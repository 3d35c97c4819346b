import type { Database } from '#common';
import { runInThread } from '#common/threads';
import { CANCEL_STATEMENT } from './interactions.sql.js';
import type { PairTask, PairWord } from './pair-reading.js';

/**
 * Reads pairs in a thread, so that requests go on being answered.
 * @param onBatch called with how many pairs have been read
 * @throws the reason of the signal when it aborts: PostgreSQL is made to stop, wherever it is in the statement
 */
export async function inThread<Pairs, Task extends PairTask>(
  worker: URL,
  database: Database,
  asked: Omit<Task, 'url' | 'limits'>,
  onBatch: (pairs: number) => void,
  signal?: AbortSignal,
): Promise<Pairs> {
  const pids = new Set<number>();
  const stop = (): void => {
    for (const pid of pids) void database.query(CANCEL_STATEMENT, [pid]).catch(() => undefined);
  };
  const onWord = (word: unknown): void => {
    const told = word as PairWord;
    if ('pid' in told) pids.add(told.pid);
    else onBatch(told.pairs);
  };
  signal?.addEventListener('abort', stop);
  try {
    const { url, limits } = database;
    const task = { url, limits, ...asked };
    return await runInThread<Pairs>(worker, task, { onWord, ...(signal && { signal }) });
  } catch (error) {
    // Of several connections the others may still be summing.
    stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
