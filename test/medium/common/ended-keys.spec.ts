import { Database, KeyUpdates } from '#common';
import { setTimeout as sleep } from 'node:timers/promises';
import { NamedKeys } from '../../../apps/ingest-service/src/keys/named-keys.js';
import { createTestDatabase } from '../../support/test-database.js';
import { startEcho } from './echo-service.js';

const BY = { name: 'test', scopes: null };

it('cuts off an export whose key is revoked or rotated, and goes on with those of other keys', async () => {
  const service = await startEcho();
  try {
    const [keys, updates] = [new NamedKeys(service.app.get(Database)), service.app.get(KeyUpdates)];
    const create = async (name: string) => (await keys.create({ name, scopes: ['read'] }, BY)).token;
    const tokens = [await create('revoked'), await create('rotated'), await create('good')];
    await updates.refresh();
    const begun = tokens.map(async (token) => {
      const headers = { Authorization: `Bearer ${token}` };
      const body = (await fetch(`${service.url}/download`, { headers })).body as ReadableStream<Uint8Array>;
      const reader = body.getReader();
      return { reader, bytes: (await reader.read()).value!.length };
    });
    const downloads = await Promise.all(begun);
    await keys.revoke('revoked', BY, false);
    await keys.rotate('rotated', 0, BY);
    await updates.refresh();
    const [revoked, rotated, good] = await Promise.allSettled(downloads.map(({ reader }) => restOf(reader)));
    for (const cut of [revoked, rotated])
      expect(cut).toMatchObject({ status: 'rejected', reason: { message: 'terminated' } });
    const header = 'text\n'.length;
    expect(good).toEqual({ status: 'fulfilled', value: header + 30_000 * 1_001 - downloads[2]!.bytes });
  } finally {
    await service.close();
  }
});

/** How many bytes still come; waits first, as a caller on a slow line does. */
async function restOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  await sleep(2_000);
  for (let bytes = 0; ;) {
    const { value } = await reader.read();
    if (value === undefined) return bytes;
    bytes += value.length;
  }
}

it('gives no key a name under which the audit lists the platform itself', async () => {
  const database = await createTestDatabase();
  const keys = new NamedKeys(database.database);
  try {
    for (const name of ['recommender-service', 'ingest-service', 'cli', 'console', 'settings'])
      await expect(keys.create({ name, scopes: ['read'] }, BY)).rejects.toMatchObject({
        code: 'key_name_reserved',
      });
  } finally {
    await database.drop();
  }
});
