import { internalIdOf } from '#common/outer-ids';
import { ADMIN, useChurnService, loadTextPopulation } from './running-churn-service.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const USERS = 450;

const textOf = (n: number): string => `用户/${n} %, "${'x'.repeat(n % 100)}"`;
const TEXTS = Array.from({ length: USERS }, (_, n) => textOf(n));

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });
let address: string;

beforeAll(async () => {
  await loadTextPopulation(service.database, TEXTS, FIRST, LAST);
  await service.app.listen(0, '127.0.0.1');
  address = await service.app.getUrl();
  await service.retrain();
});

interface Ranked {
  users: { userId: string; probability: number }[];
  nextCursor: string | null;
}

describe('scores of users with text ids', () => {
  it('are given by the text and hold it, each user their own', async () => {
    const { body: ranked } = await service.ask<Ranked>('GET', '/churn?limit=200');
    expect(ranked.users.length).toBeGreaterThan(50);
    for (const { userId, probability } of ranked.users.slice(0, 20)) {
      expect(TEXTS).toContain(userId);
      const { body } = await service.ask('GET', `/churn/${encodeURIComponent(userId)}`);
      expect(body).toMatchObject({ userId, probability });
      const history = await service.ask('GET', `/churn/${encodeURIComponent(userId)}/history`);
      expect(history.body['userId']).toBe(userId);
    }
    const next = await service.ask<Ranked>('GET', `/churn?limit=200&cursor=${ranked.nextCursor!}`);
    const seen = new Set(ranked.users.map(({ userId }) => userId));
    expect(next.body.users.filter(({ userId }) => seen.has(userId) || !TEXTS.includes(userId))).toEqual([]);
  });

  it('are given in batches, unknown users too', async () => {
    const userIds = [textOf(3), 'never seen', textOf(449)];
    const { body } = await service.ask<{ results: { userId: string; status: string }[] }>(
      'POST',
      '/churn/batch',
      {
        body: { userIds },
      },
    );
    expect(body.results.map(({ userId }) => userId)).toEqual(userIds);
    expect(body.results[1]!.status).toBe('unknown');
  });

  it('are exported with their texts', async () => {
    const scores = await service.ask('GET', '/admin/churn/export.csv');
    const table = await service.ask('GET', '/admin/exports/df_model_final.csv');
    const { body } = await service.ask<Ranked>('GET', '/churn?limit=20');
    for (const { userId } of body.users) {
      const cell = `"${userId.replaceAll('"', '""')}",`;
      expect(scores.text).toContain(`\n${cell}`);
    }
    expect(table.text).toContain(`\n"${textOf(1).replaceAll('"', '""')}",`);
    expect(table.text).not.toContain(internalIdOf(textOf(1)));
  });
});

describe('values of users with text ids', () => {
  const upload = (body: string) =>
    fetch(`${address}/admin/users/values`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'text/csv' },
      body,
    });

  it('are stored by the text, one or a file of them, also of users who were never seen', async () => {
    const path = `/admin/users/${encodeURIComponent(textOf(5))}/value`;
    expect((await service.ask('PUT', path, { body: { value: 3 } })).body).toMatchObject({
      userId: textOf(5),
      value: 3,
    });
    const users = ['a, "b" \\ c', "'@handle", 'plain', textOf(9)];
    const file = `user_id,value\n"a, ""b"" \\ c",1\n'@handle,2\nplain , 3\n"${textOf(9).replaceAll('"', '""')}",4\n`;
    const answer = await upload(file);
    expect([answer.status, await answer.json()]).toEqual([200, { users: 4, erasedUsers: 0 }]);
    const stored = await service.database.query<{ text: string; value: number }>(
      'SELECT text, value FROM user_value JOIN user_key USING (user_id) WHERE value <> 3 OR text = $1 ORDER BY value',
      ['plain'],
    );
    expect(stored.map(({ text }) => text)).toEqual([users[0], '@handle', 'plain', users[3]]);
    const wrong = await upload('user_id,value\nme@example.org,1\n');
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('hash')]);
  });
});
