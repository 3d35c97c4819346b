import { asSigned, HourlyUpkeep, UserHashing } from '#common';
import type { Transaction } from '#common';
import { internalIdOf } from '#common/outer-ids';
import { hash } from 'node:crypto';
import type {
  AudienceChangesDto,
  AudienceDto,
  AudienceRunDto as Run,
} from '../../../apps/churn-service/src/audiences/audience.dto.js';
import { AudienceUpkeep } from '../../../apps/churn-service/src/audiences/audience-upkeep.js';
import { ScorePublications } from '../../../apps/churn-service/src/scores/score-publications.js';
import { ScoreSetsRepository } from '../../../apps/churn-service/src/scores/score-sets.repository.js';
import { ERASE_FROM_AUDIENCES } from '../../../apps/ingest-service/src/privacy/erasure.sql.js';
import { ADMIN, useChurnService, loadTextPopulation } from './running-churn-service.js';
import { dayAfter } from './user-days.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const USERS = 450;
const textOf = (n: number): string => `用户/${n} "x", %`;
const TEXTS = Array.from({ length: USERS }, (_, n) => textOf(n));

type AudienceBody = AudienceDto & { code?: string };
type Changes = AudienceChangesDto & { code?: string };

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });
let live: number;
let width: number;
/** The next snapshot that nothing was published for. */
let nextDay = dayAfter(LAST, 1);

beforeAll(async () => {
  const { database } = service;
  await loadTextPopulation(database, TEXTS, FIRST, LAST);
  await service.retrain();
  const [set] = await database.query<{ version: number; bytes: number }>(
    'SELECT model_version_id AS version, octet_length(features) AS bytes FROM churn_score LIMIT 1',
  );
  [live, width] = [set!.version, set!.bytes / 4];
});

/** Publishes scores of some users, by their numbers, as a scoring of everybody would; by default of the next day. */
async function publish(
  probabilities: Record<number, number>,
  day = nextDay,
  versionId = live,
): Promise<string> {
  const numbers = Object.keys(probabilities).map(Number);
  const piece = {
    userIds: BigInt64Array.from(numbers, (n) => BigInt(internalIdOf(textOf(n)))),
    margins: Float64Array.from(Object.values(probabilities), (p) => Math.log(p / (1 - p))),
    features: new Float32Array(numbers.length * width),
  };
  if (day === nextDay) nextDay = dayAfter(day, 1);
  const of = { loads: 'of a test', doubts: [], bounds: Array.from({ length: width }, () => []) };
  const set = { snapshotDate: day, versionId, scoredAt: new Date(), ...of };
  // eslint-disable-next-line @typescript-eslint/require-await
  const pieces = (async function* () {
    yield piece;
  })();
  await service.app.get(ScoreSetsRepository, { strict: false }).replace(set, pieces);
  return day;
}

async function create(key: string, rules: object): Promise<AudienceBody> {
  const { status, body } = await service.ask<AudienceBody>('POST', '/admin/audiences', {
    body: { key, name: key, ...rules },
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
}

const suppress = (user: number) =>
  service.ask('POST', '/users/contact-suppression', { key: ADMIN, body: { userIds: [textOf(user)] } });

const find = async (key: string): Promise<AudienceBody> =>
  (await service.ask<AudienceBody>('GET', `/audiences/${key}`)).body;

/** Numbers of the members, ascending. */
async function membersOf(key: string): Promise<number[]> {
  const { body } = await service.ask<{ members: { userId: string }[] }>(
    'GET',
    `/audiences/${key}/members?limit=200`,
  );
  return body.members.map(({ userId }) => TEXTS.indexOf(userId)).sort((a, b) => a - b);
}

const changesOf = async (key: string, query = ''): Promise<Changes> =>
  (await service.ask<Changes>('GET', `/audiences/${key}/changes${query}`)).body;

/** The changes of the newest run: number of the user to reason. */
async function newestChanges(key: string): Promise<Record<number, string>> {
  const run = (await find(key)).newestRun!.run;
  const { changes } = await changesOf(key);
  return Object.fromEntries(
    changes
      .filter((change) => change.run === run)
      .map(({ userId, reason }) => [TEXTS.indexOf(userId), reason]),
  );
}

function digestOf(userIds: readonly string[]): string {
  const sum = userIds.reduce((all, id) => all + hash('sha256', id, 'buffer').readBigUInt64BE(0), 0n);
  return BigInt.asUintN(64, sum).toString();
}

const ABOVE = (from: number) => ({ conditions: [{ probability: { from } }] });

describe('an audience', () => {
  it('is previewed, created with its members, listed, changed and archived', async () => {
    const [expected] = await service.database.query<{ users: number }>(
      'SELECT count(*)::int AS users FROM churn_score WHERE snapshot_date = $1 AND probability >= 0.5::real',
      [LAST],
    );
    const { body: preview } = await service.ask('POST', '/audiences/preview', { body: ABOVE(0.5) });
    expect(preview).toMatchObject({ snapshotDate: LAST, users: expected!.users });
    const { body: ranked } = await service.ask<{ users: object[] }>('GET', '/churn?limit=10');
    expect(preview['examples']).toMatchObject(
      ranked.users.map((user) => ({ userId: (user as { userId: string }).userId })),
    );
    const created = await create('half', ABOVE(0.5));
    expect(created).toMatchObject({
      members: expected!.users,
      isCurrent: true,
      newestRun: { snapshotDate: LAST },
    });
    const put = (rules: object) =>
      service.ask<AudienceBody>('PUT', '/admin/audiences/half', { body: { name: 'All', ...rules } });
    const { body: changed } = await put({ ...ABOVE(0), limit: 3 });
    expect(changed).toMatchObject({ name: 'All', members: 3, newestRun: { left: expected!.users - 3 } });
    expect((await service.ask('GET', '/audiences')).body).toMatchObject({
      audiences: [{ key: 'half', members: 3 }],
    });
    const archived = await service.ask('DELETE', '/admin/audiences/half');
    expect(archived.body).toMatchObject({ members: 0, newestRun: { left: 3, digest: '0' } });
    expect(Object.values(await newestChanges('half'))).toEqual(['deleted', 'deleted', 'deleted']);
    expect((await service.ask('GET', '/audiences')).body).toEqual({ audiences: [] });
    expect((await put(ABOVE(0.1))).body.code).toBe('audience_archived');
  });

  it('is refused with a reason', async () => {
    const post = async (body: object) =>
      (await service.ask('POST', '/admin/audiences', { body: { key: 'wrong', name: 'n', ...body } })).body[
        'code'
      ];
    expect(await post({ conditions: [] })).toBe('validation_failed');
    expect(await post({ conditions: [{ probability: { from: 2 } }] })).toBe('validation_failed');
    expect(await post({ conditions: [{ band: { is: ['huge'] } }] })).toBe('validation_failed');
    expect(await post({ conditions: [{ device: { is: ['ip'], or: 1 } }] })).toBe('validation_failed');
    expect(await post({ conditions: [{ band: { is: ['high'] }, value: { below: 1 } }] })).toBe(
      'rules_invalid',
    );
    expect(await post({ conditions: [{ quantity: { feature: 'nothing', below: 1 } }] })).toBe(
      'rules_invalid',
    );
    expect(await post({ ...ABOVE(0.5), key: 'half' })).toBe('audience_exists');
    expect(await post({ ...ABOVE(0.5), key: 'Not a key' })).toBe('validation_failed');
    expect((await service.ask('GET', '/audiences/none')).body['code']).toBe('audience_unknown');
  });

  it('has conditions on features, values and ids', async () => {
    const sizeOf = async (...conditions: object[]) =>
      (await service.ask('POST', '/audiences/preview', { body: { conditions } })).body['users'];
    const scored = await service.database.query<{ id: string }>('SELECT user_id AS id FROM churn_score');
    const isScored = new Set(scored.map(({ id }) => id));
    const numbers = [...TEXTS.keys()].filter((n) => isScored.has(internalIdOf(textOf(n))));
    const ip = await sizeOf({ device: { is: ['ip'] } });
    expect(ip).toBe(numbers.filter((n) => n % 8 === 0).length);
    const [active] = await service.database.query<{ users: number }>(
      `SELECT count(*)::int AS users FROM (
         SELECT user_id FROM user_day WHERE day > $1::date - 7 GROUP BY user_id HAVING count(*) >= 3) AS found`,
      [LAST],
    );
    expect(await sizeOf({ quantity: { feature: 'active_days_last_7', atLeast: 3 } })).toBe(active!.users);
    expect(
      await sizeOf({ users: { ids: numbers.slice(0, 5).map(textOf) } }, { tenure: { atLeast: 0 } }),
    ).toBe(5);
    await service.ask('PUT', `/admin/users/${encodeURIComponent(textOf(numbers[7]!))}/value`, {
      body: { value: 50 },
    });
    expect(await sizeOf({ value: { atLeast: 50 } })).toBe(1);
  });
});

describe('a publication of scores', () => {
  it('moves members in by one threshold and out by another, after a minimum stay, up to a limit', async () => {
    await publish({ 1: 0.65, 2: 0.58, 3: 0.3 });
    await create('flapping', { ...ABOVE(0.6), stayWhile: { probability: 0.55 } });
    await create('staying', { ...ABOVE(0.6), minimumDays: 2 });
    await create('two', { ...ABOVE(0.5), limit: 2 });
    await create('one', { ...ABOVE(0.5), limit: 1, minimumDays: 2 });
    expect([await membersOf('flapping'), await membersOf('two')]).toEqual([[1], [1, 2]]);
    const second = await publish({ 1: 0.57, 2: 0.62, 3: 0.59 });
    expect([await membersOf('flapping'), await membersOf('staying')]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(await newestChanges('two')).toEqual({ 1: 'limit', 3: 'entered' });
    expect(await membersOf('one')).toEqual([1]);
    const page = await service.ask<{ members: object[] }>('GET', '/audiences/flapping/members');
    expect(page.body.members).toHaveLength(2);
    expect(page.body.members).toContainEqual({ userId: textOf(2), since: second, probability: 0.62 });
    await publish({ 1: 0.54, 2: 0.56 });
    expect([await newestChanges('flapping'), await newestChanges('staying')]).toEqual([
      { 1: 'left' },
      { 1: 'left' },
    ]);
    await publish({ 2: 0.2 });
    expect([await membersOf('flapping'), await membersOf('staying')]).toEqual([[], []]);
    const { body } = await service.ask<{ runs: Run[] }>('GET', '/audiences/flapping/history');
    expect(body.runs.map(({ entered, left, members }) => [entered, left, members])).toEqual([
      [0, 1, 0],
      [0, 1, 1],
      [1, 0, 2],
      [1, 0, 1],
    ]);
  });

  it('changes no audience when it is of an earlier day or of a version that is not live', async () => {
    const before = await find('two');
    await publish({ 5: 0.9 }, dayAfter(LAST, 1));
    const [other] = await service.database.query<{ id: number }>(
      `INSERT INTO model_version (kind, version, refused, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
       SELECT kind, 99, false, seed, parameters, '{}', gate, code_version, '', 0 FROM model_version WHERE id = $1 RETURNING id`,
      [live],
    );
    await publish({ 5: 0.9 }, nextDay, other!.id);
    expect(await find('two')).toEqual(before);
  });

  it('that ends before its commit leaves nothing, and gives the same ids of changes when it is repeated', async () => {
    const ids = (transaction: Pick<Transaction, 'query'>) =>
      transaction.query<{ id: string }>(
        `SELECT c.id FROM audience_change c JOIN audience a ON a.id = c.audience_id
         WHERE key = 'two' AND run_id = (SELECT max(id) FROM audience_run r WHERE r.audience_id = a.id) ORDER BY c.id`,
      );
    const lost: { id: string }[][] = [];
    service.app.get(ScorePublications, { strict: false }).onPublish(async (transaction) => {
      if (lost.length > 0) return;
      lost.push(await ids(transaction));
      throw new Error('killed');
    });
    const day = nextDay;
    const scores = { 11: 0.7, 12: 0.8, 13: 0.9 };
    const before = await find('two');
    await expect(publish(scores, day)).rejects.toThrow('killed');
    expect(await find('two')).toEqual(before);
    expect(lost[0]!.length).toBeGreaterThan(1);
    await publish(scores, day);
    expect(await ids(service.database)).toEqual(lost[0]);
    await publish(scores, day);
    expect((await find('two')).newestRun).toMatchObject({ entered: 0, left: 0, members: 2 });
  });

  it('is read by a poller without gaps, while other publications and changes are under way', async () => {
    await create('busy', ABOVE(0.5));
    const writing = { isDone: false };
    const write = (async () => {
      for (let at = 0; at < 8; at++) {
        const scores = Object.fromEntries(
          Array.from({ length: 40 }, (_, n) => [n, (n + at) % 3 === 0 ? 0.9 : 0.1]),
        );
        await Promise.all([
          publish(scores),
          service.ask('PUT', '/admin/audiences/busy', {
            body: { name: 'busy', ...ABOVE(at % 2 === 0 ? 0.95 : 0.5) },
          }),
        ]);
      }
      writing.isDone = true;
    })();
    const seen: Changes['changes'][number][] = [];
    let query = '?limit=7';
    for (let isEnd = false; !isEnd;) {
      const wasDone = writing.isDone;
      const page = await changesOf('busy', query);
      seen.push(...page.changes);
      query = `?limit=7&after=${page.after}`;
      isEnd = wasDone && !page.hasMore;
    }
    await write;
    const stored = await service.database.query<{ id: string }>(
      `SELECT c.id FROM audience_change c JOIN audience a ON a.id = c.audience_id WHERE a.key = 'busy' ORDER BY run_id, part, user_id`,
    );
    expect(seen.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const members = new Set<string>();
    for (const { userId, entered } of seen)
      if (entered) members.add(userId);
      else members.delete(userId);
    const { newestRun } = await find('busy');
    expect(newestRun).toMatchObject({ members: members.size, digest: digestOf([...members]) });
  });
});

describe('an export of members', () => {
  it('names its run, its digest and the place of the changes that follow', async () => {
    await publish({ 20: 0.9, 21: 0.8, 22: 0.7 });
    await create('exported', ABOVE(0.5));
    const csv = await service.ask('GET', '/admin/audiences/exported/members');
    expect(csv.text.split('\n')[0]).toBe('user_id,probability,since');
    expect(csv.text).toContain(`"${textOf(21).replaceAll('"', '""')}",0.8,`);
    const { newestRun } = await find('exported');
    const digest = digestOf([20, 21, 22].map(textOf));
    expect(newestRun).toMatchObject({ members: 3, digest });
    expect(csv.headers).toMatchObject({
      'audience-run': String(newestRun!.run),
      'audience-snapshot': newestRun!.snapshotDate,
      'audience-members': '3',
      'audience-digest': digest,
    });
    const ndjson = await service.app.inject({
      url: '/admin/audiences/exported/members?format=ndjson',
      headers: { authorization: `Bearer ${ADMIN}` },
    });
    const lines = ndjson.body.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const last = JSON.parse(lines.at(-1)!) as { after: string };
    expect(last).toMatchObject({ members: 3, digest });
    expect((await changesOf('exported', `?after=${last.after}`)).changes).toEqual([]);
    await publish({ 20: 0.9, 23: 0.9 });
    const { changes } = await changesOf('exported', `?after=${last.after}`);
    expect(changes.map(({ entered }) => entered).sort()).toEqual([false, false, true]);
    await create('empty', ABOVE(1));
    const none = await service.ask('GET', '/admin/audiences/empty/members');
    expect([none.text, none.headers['audience-members']]).toEqual(['user_id,probability,since\n', '0']);
  });
});

describe('users who may be in no audience', () => {
  it('leave when they are excluded, and do not return', async () => {
    await publish({ 30: 0.9, 31: 0.8 });
    await create('excluded', ABOVE(0.5));
    await service.database.query("INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'a bot')", [
      internalIdOf(textOf(30)),
    ]);
    await service.app.get(AudienceUpkeep, { strict: false }).look();
    expect(await newestChanges('excluded')).toEqual({ 30: 'excluded' });
    await publish({ 30: 0.9, 31: 0.8 });
    expect(await membersOf('excluded')).toEqual([31]);
  });

  it('leave when their contacts are suppressed, do not return, and enter again when that ends', async () => {
    await publish({ 32: 0.9, 33: 0.8 });
    await create('suppressed', ABOVE(0.5));
    const suppression = `/admin/users/${encodeURIComponent(textOf(32))}/contact-suppression`;
    await suppress(32);
    const { body: preview } = await service.ask('POST', '/audiences/preview', { body: ABOVE(0.5) });
    expect(preview).toMatchObject({ users: 1, examples: [{ userId: textOf(33) }] });
    await service.app.get(AudienceUpkeep, { strict: false }).look();
    expect(await newestChanges('suppressed')).toEqual({ 32: 'suppressed' });
    await publish({ 32: 0.9, 33: 0.8 });
    expect(await membersOf('suppressed')).toEqual([33]);
    await service.ask('DELETE', suppression);
    await publish({ 32: 0.9, 33: 0.8 });
    expect(await membersOf('suppressed')).toEqual([32, 33]);
  });

  it('leave an audience that cannot be computed once they may be contacted no more, and its files at once', async () => {
    await publish({ 34: 0.9, 35: 0.8 });
    await create('broken', ABOVE(0.5));
    await service.database.query(
      `UPDATE audience SET conditions = jsonb_set(conditions, '{conditions}', '[{"quantity": {"feature": "gone", "atLeast": 1}}]')
       WHERE key = 'broken'`,
    );
    await suppress(34);
    expect(await membersOf('broken')).toEqual([35]);
    const { headers, text } = await service.ask('GET', '/admin/audiences/broken/members?format=ndjson');
    expect(headers['left-out']).toBe('excluded=0, suppressed=1, held-out=0');
    expect(text.split('\n')[0]).toContain(JSON.stringify(textOf(35)));
    await publish({ 34: 0.9, 35: 0.1 });
    expect(await newestChanges('broken')).toEqual({ 34: 'suppressed' });
    expect(await find('broken')).toMatchObject({ isCurrent: false, members: 1 });
  });

  it('leave when they are erased; earlier changes go, and receivers are sent one last change for a week', async () => {
    await publish({ 40: 0.9, 41: 0.8 });
    await create('erased', { conditions: [{ users: { ids: [40, 41, 42].map(textOf) } }] });
    await publish({ 40: 0.9 });
    const ids = [40, 41].map((n) => internalIdOf(textOf(n)));
    const { hash: keyed } = await service.app.get(UserHashing, { strict: false }).read();
    await service.database.query(
      'INSERT INTO erased_user (hash, erasure_id) SELECT unnest($1::bigint[]), 1',
      [ids.map((id) => asSigned(keyed(id)))],
    );
    await service.database.query(ERASE_FROM_AUDIENCES, [ids]);
    await service.database.query('DELETE FROM user_key WHERE user_id = ANY ($1::bigint[])', [ids]);
    const { changes } = await changesOf('erased');
    expect(changes.map(({ userId, reason, entered }) => [userId, reason, entered]).sort()).toEqual([
      [textOf(40), 'erased', false],
      [textOf(41), 'erased', false],
    ]);
    expect((await find('erased')).newestRun).toMatchObject({ members: 0, digest: '0' });
    const put = { name: 'erased', conditions: [{ users: { ids: [40, 42].map(textOf) } }] };
    const { body } = await service.ask<AudienceBody>('PUT', '/admin/audiences/erased', { body: put });
    expect(body.rules.conditions).toEqual([{ users: { ids: [textOf(42)] } }]);
    await service.database.query(
      "UPDATE audience_run SET created_at = now() - INTERVAL '8 days', fanned_out = true",
    );
    await service.app.get(HourlyUpkeep, { strict: false }).run();
    expect((await changesOf('erased')).changes).toEqual([]);
  });
});

describe('old changes', () => {
  it('go once their messages are made, and a poller that has not read them is told so', async () => {
    const { after } = await changesOf('two', '?limit=1');
    await service.database.query(
      "UPDATE audience_run SET fanned_out = true, created_at = now() - INTERVAL '31 days'",
    );
    await service.app.get(HourlyUpkeep, { strict: false }).run();
    expect((await changesOf('two', `?after=${after}`)).code).toBe('changes_deleted');
    const { body } = await service.ask<{ runs: Run[] }>('GET', '/audiences/two/history');
    expect(body.runs).toHaveLength(1);
    expect(await changesOf('two')).toMatchObject({ changes: [], hasMore: false });
  });
});
