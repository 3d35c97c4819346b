import type { Transaction } from '#common';

/** One archive, or the archives of a day, within the transaction of a batch. */
const SAVEPOINT = `/* ingest.savepoint */ SAVEPOINT archive`;
const RELEASE_SAVEPOINT = `/* ingest.release_savepoint */ RELEASE SAVEPOINT archive`;
const ROLLBACK_TO_SAVEPOINT = `/* ingest.rollback_to_savepoint */ ROLLBACK TO SAVEPOINT archive`;

/** Runs `work`; where it fails, what it wrote is undone and the transaction goes on. */
export async function withinSavepoint<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  await transaction.query(SAVEPOINT);
  try {
    return await work();
  } catch (error) {
    await transaction.query(ROLLBACK_TO_SAVEPOINT);
    throw error;
  } finally {
    await transaction.query(RELEASE_SAVEPOINT);
  }
}
