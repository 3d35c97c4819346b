import pg from 'pg';
import { createTestDatabase } from '../../support/test-database.js';

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('test databases', () => {
  it('are migrated, apart from each other, and gone after drop', async () => {
    const [one, two] = [await createTestDatabase(), await createTestDatabase()];
    try {
      await query(
        one.url,
        "INSERT INTO excluded_user (user_id, reason) VALUES (7, 'more than 24 hours a day')",
      );
      expect(await query(one.url, 'SELECT user_id::int AS id FROM excluded_user ORDER BY id')).toEqual([
        { id: 0 },
        { id: 7 },
      ]);
      expect(await query(two.url, 'SELECT user_id::int AS id FROM excluded_user')).toEqual([{ id: 0 }]);
    } finally {
      await one.drop();
      await two.drop();
    }
    await expect(query(one.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });

  it('sort by code point, the same on every machine', async () => {
    const test = await createTestDatabase();
    try {
      const rows = await query<{ name: string }>(
        test.url,
        "SELECT name FROM unnest(ARRAY['é', 'b', 'Z', 'a', '中']) AS name ORDER BY name",
      );
      expect(rows.map((row) => row.name).join('')).toBe('Zabé中');
      expect(await query(test.url, 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
    } finally {
      await test.drop();
    }
  });
});
