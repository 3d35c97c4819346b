import type { Transaction } from '#common';
import { withinSavepoint } from '../../../apps/ingest-service/src/storage/savepoint.js';
import { useLoader } from './loader.js';

const loader = useLoader();

/** How a transaction ends that rolls back to the savepoint of an archive after this work. */
async function afterwards(work: (transaction: Transaction) => Promise<unknown>): Promise<unknown> {
  const rollingBack = loader.database.transaction(async (transaction) => {
    await work(transaction);
    await transaction.query('ROLLBACK TO SAVEPOINT archive');
  });
  return await rollingBack.catch((error: unknown) => error);
}

const NO_SUCH_SAVEPOINT = { code: '3B001' };

it('leaves no savepoint of an archive, whether it is loaded or refused: those of a batch do not nest', async () => {
  const loaded = afterwards((transaction) => withinSavepoint(transaction, () => transaction.query('SELECT')));
  expect(await loaded).toMatchObject(NO_SUCH_SAVEPOINT);
  const refused = afterwards(async (transaction) => {
    const loading = withinSavepoint(transaction, () => transaction.query('SELECT 1 / 0'));
    await expect(loading).rejects.toMatchObject({ code: '22012' });
  });
  expect(await refused).toMatchObject(NO_SUCH_SAVEPOINT);
});
