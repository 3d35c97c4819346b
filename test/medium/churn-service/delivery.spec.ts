import { SeededRandom } from '#ml';
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { Outbox } from '../../../apps/churn-service/src/delivery/outbox.js';
import {
  DELETE_COPIES_OF_MESSAGES,
  SEND_ERASED,
  SELECT_UNTOLD,
} from '../../../apps/ingest-service/src/privacy/erasure.sql.js';
import { until } from '../../support/until.js';
import { createChurnApp, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';
import { createDays, daysBetween, markLoaded } from './user-days.js';

const ENDPOINTS = '/admin/delivery/endpoints';
const SNAPSHOT = '2017-05-12';

interface Body {
  type: string;
  timestamp: string;
  data: Record<string, unknown> & {
    run: number;
    part: number;
    entered: { id: string; userId: string; probability: number | null; reason: string }[];
    left: { id: string; userId: string }[];
  };
}

interface Message {
  id: string;
  endpoint: string;
  type: string;
  state: string;
  attempts: number;
  nextAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
}

type Answer = (response: ServerResponse, body: Body) => void;
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end('as the test wants it');

/** A real receiver: each request that arrives must be signed by one of the secrets. */
class Receiver {
  readonly requests: { id: string; headers: IncomingHttpHeaders; body: Body }[] = [];
  secrets: string[] = [];
  answer: Answer = status(204);
  private readonly server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const raw = Buffer.concat(pieces);
      const headers = request.headers as Record<string, string>;
      for (const secret of this.secrets) new Webhook(secret).verify(raw, headers);
      const body = JSON.parse(raw.toString()) as Body;
      this.requests.push({ id: headers['webhook-id']!, headers, body });
      this.answer(response, body);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Ids of all changes that arrived, in order. */
  get changes(): string[] {
    return this.requests.flatMap(({ body: { data } }) => [...data.entered, ...data.left].map(({ id }) => id));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'delivery-'));
let service: RunningChurnService;
const receivers: Receiver[] = [];
let names = 0;

beforeAll(async () => {
  service = await startChurnService({
    DELIVERY_ALLOW_PRIVATE: 'true',
    DELIVERY_LOOK_MS: '50',
  });
});

afterEach(async () => {
  for (const table of ['delivery_endpoint', 'delivery_user', 'delivery_past_address'])
    await query(`DELETE FROM ${table}`);
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []) =>
  service.database.query<Row>(sql, parameters);

async function receiver(settings: object = {}): Promise<{ name: string; at: Receiver }> {
  const at = await new Receiver().start();
  receivers.push(at);
  const name = `receiver-${++names}`;
  const body = { name, url: at.url, types: ['audience.changed', 'endpoint.disabled'], ...settings };
  const made = await service.ask<{ secret: string }>('POST', ENDPOINTS, { body });
  expect(made).toMatchObject({ status: 201, body: { name, state: 'active' } });
  at.secrets = [made.body.secret];
  return { name, at };
}

async function audience(): Promise<{ id: number; key: string }> {
  const key = `audience-${++names}`;
  const [row] = await query<{ id: number }>(
    `WITH made AS (INSERT INTO audience (key, name, conditions) VALUES ($1, $1, '{}') RETURNING id) SELECT id FROM made`,
    [key],
  );
  return { id: row!.id, key };
}

/** Some users enter and some leave, as a publication of scores does it. */
async function change(of: { id: number }, entered: number[], left: number[] = []): Promise<number> {
  const users = [...entered, ...left];
  const [row] = await query<{ id: number }>('SELECT change_audience($1, $2, 1, $3, $4, $5, $6) AS id', [
    ...[of.id, SNAPSHOT, users],
    users.map((_, at) => at < entered.length),
    users.map((_, at) => (at < entered.length ? 'entered' : 'left')),
    users.map(() => 0.75),
  ]);
  return row!.id;
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

async function messages(filter: string): Promise<Message[]> {
  const { status: code, body } = await service.ask<{ messages: Message[] }>(
    'GET',
    `/admin/delivery/messages?limit=200&${filter}`,
  );
  expect(code).toBe(200);
  return body.messages;
}

/** All planned attempts become due: hours pass in no time. */
const hurry = () => query(`UPDATE delivery_message SET next_at = now() WHERE state = 'waiting'`);

/** @param least so many messages, at least: those of later runs are made after the first ones are delivered */
const finished = (name: string, least = 1) =>
  until(async () => {
    const found = await messages(`endpoint=${name}`);
    const isDone = found.every(({ state }) => state === 'delivered' || state === 'dead');
    return found.length >= least && isDone && found;
  }, `the messages of ${name}`);

describe('changes of an audience', () => {
  it('arrive signed, in parts, once by two instances, and a run only after the one before', async () => {
    const other = await createChurnApp(service.databaseUrl, {
      DELIVERY_ALLOW_PRIVATE: 'true',
      DELIVERY_LOOK_MS: '50',
    });
    const [of, { name, at }] = [await audience(), await receiver()];
    const inFlight = new Map<number, number>();
    const overlaps: number[][] = [];
    at.answer = (response, { data: { run } }) => {
      inFlight.set(run, (inFlight.get(run) ?? 0) + 1);
      overlaps.push([...inFlight].filter(([, count]) => count > 0).map(([open]) => open));
      setTimeout(() => {
        inFlight.set(run, inFlight.get(run)! - 1);
        response.writeHead(200).end();
      }, 50);
    };
    const first = await change(of, range(1, 2_500));
    const runs = [first];
    for (let n = 0; n < 6; n++) runs.push(await change(of, range(5_000 + n, 1), range(1 + n, 1)));
    const sent = await finished(name, 9);
    await other.close();

    expect(sent).toHaveLength(9);
    expect(new Set(at.requests.map(({ id }) => id)).size).toBe(9);
    expect(at.requests).toHaveLength(9);
    expect(overlaps.every((open) => open.length === 1)).toBe(true);
    expect(at.requests.map(({ body }) => runs.indexOf(body.data.run))).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6]);
    const stored = await query<{ id: string }>('SELECT id FROM audience_change WHERE audience_id = $1', [
      of.id,
    ]);
    expect(at.changes.sort()).toEqual(stored.map(({ id }) => id).sort());
    const [last] = await query<{ digest: string }>('SELECT digest FROM audience_run WHERE id = $1', [
      runs.at(-1),
    ]);
    expect(at.requests.at(-1)!.body).toMatchObject({
      type: 'audience.changed',
      data: {
        ...{ audience: of.key, snapshot: SNAPSHOT, previousSnapshot: SNAPSHOT, part: 1, parts: 1 },
        ...{ run: runs.at(-1), previousRun: runs.at(-2), members: 2_500, digest: last!.digest },
        entered: [{ userId: '5005', probability: 0.75, reason: 'entered' }],
        left: [{ userId: '6', probability: null, reason: 'left' }],
      },
    });
  });

  it('go to endpoints that ask for them, past those that are slow or dead', async () => {
    const [of, unwanted] = [await audience(), await audience()];
    const slow = await receiver({ audiences: [of.key] });
    slow.at.answer = () => undefined;
    const dead = await receiver({ audiences: [of.key] });
    await dead.at.stop();
    receivers.splice(receivers.indexOf(dead.at), 1);
    const good = await receiver({ audiences: [of.key] });
    const alerts = await receiver({ types: ['alert.fired'] });
    for (let n = 0; n < 10; n++) await change(of, [n]);
    await change(unwanted, [1]);
    // Seen before it is repeated, 5 s later.
    const failed = await until(async () => {
      const first = (await messages(`endpoint=${dead.name}`)).at(-1);
      return first?.attempts === 1 && first.state === 'waiting' && first;
    }, 'the failure');
    expect(failed).toMatchObject({ state: 'waiting', attempts: 1, lastStatus: null });
    expect(failed.lastError).toContain('ECONNREFUSED');
    expect(await finished(good.name, 10)).toHaveLength(10);
    await until(() => slow.at.requests.length > 0, 'the request that is not answered');
    expect(slow.at.requests).toHaveLength(1);
    expect(alerts.at.requests).toHaveLength(0);
    const { body } = await service.ask<{ endpoints: { name: string; state: string }[] }>('GET', ENDPOINTS);
    const states = Object.fromEntries(body.endpoints.map(({ name, state }) => [name, state]));
    expect(states).toEqual({
      ...{ [slow.name]: 'active', [good.name]: 'active', [alerts.name]: 'active' },
      [dead.name]: 'failing',
    });
  });

  it('all arrive, however often the connection is cut', async () => {
    const random = new SeededRandom(7);
    const [ofs, { name, at }] = [[await audience(), await audience(), await audience()], await receiver()];
    let cuts = 0;
    at.answer = (response) => {
      const { id: newest } = at.requests.at(-1)!;
      // The tenth attempt of a message would be its last.
      const isLast = at.requests.filter(({ id }) => id === newest).length === 9;
      if (cuts === 20 || isLast || random.next() < 0.4) response.writeHead(204).end();
      else {
        cuts++;
        // Received, and yet not confirmed.
        if (random.next() < 0.5) response.destroy();
        else response.writeHead(500).end();
      }
    };
    for (const of of ofs) for (const from of [1, 2_001]) await change(of, range(from, 2_000));
    const sent = await until(async () => {
      await hurry();
      const found = await messages(`endpoint=${name}`);
      return found.length === 12 && found.every(({ state }) => state === 'delivered') && found;
    }, 'all changes');
    expect(cuts).toBeGreaterThan(10);
    expect(sent.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(at.requests.length);
    const stored = await query<{ id: string }>(
      'SELECT id FROM audience_change WHERE audience_id = ANY ($1)',
      [ofs.map(({ id }) => id)],
    );
    expect([...new Set(at.changes)].sort()).toEqual(stored.map(({ id }) => id).sort());
    // What was sent again has the same id and the same body.
    const bodies = new Map<string, string>();
    for (const { id, body } of at.requests) {
      expect(bodies.get(id) ?? JSON.stringify(body)).toBe(JSON.stringify(body));
      bodies.set(id, JSON.stringify(body));
    }
    expect(bodies.size).toBe(12);
  });

  it('are taken over from an instance that was killed, once its lease has ended', async () => {
    const [of, { name, at }] = [await audience(), await receiver()];
    await query(`UPDATE delivery_endpoint SET paused_until = now() + interval '1 hour'`);
    const run = await change(of, [1]);
    await until(async () => (await messages(`endpoint=${name}`)).length === 1, 'the message');
    await query(
      `UPDATE delivery_message SET state = 'sending', attempts = 1, lease_until = now() + interval '3 s'`,
    );
    const [lease] = await query<{ until: number }>(
      'SELECT extract(epoch FROM lease_until)::float8 AS until FROM delivery_message',
    );
    await query('UPDATE delivery_endpoint SET paused_until = NULL');
    const next = await change(of, [2]);
    expect((await finished(name, 2)).map(({ attempts }) => attempts)).toEqual([1, 2]);
    expect(at.requests.map(({ body }) => body.data.run)).toEqual([run, next]);
    expect(Number(at.requests[0]!.headers['webhook-timestamp'])).toBeGreaterThanOrEqual(
      Math.floor(lease!.until),
    );

    // As an erasure leaves it where ids are texts: a later attempt names the user by the text alone.
    await query(
      `UPDATE audience_change SET entered = false, reason = 'erased', user_text = 'someone' WHERE run_id = $1`,
      [run],
    );
    await query('DELETE FROM audience_member WHERE run_id = $1', [run]);
    await service.ask('POST', `/admin/delivery/messages/${at.requests[0]!.id}/replay`);
    await until(() => at.requests.length === 3, 'the message again');
    expect(at.requests[2]!.body.data).toMatchObject({
      entered: [],
      left: [{ userId: 'someone', reason: 'erased' }],
    });
  });
});

describe('an attempt that fails', () => {
  it('is repeated after 5 s, by a new time and signature under the same id', async () => {
    const [of, { name, at }] = [await audience(), await receiver()];
    at.answer = (response) => status(at.requests.length === 1 ? 500 : 200)(response, at.requests[0]!.body);
    await change(of, [1]);
    const [failed] = await until(async () => {
      const found = await messages(`endpoint=${name}`);
      return found[0]?.lastStatus === 500 && found;
    }, 'the failure');
    expect(failed).toMatchObject({ state: 'waiting', attempts: 1, lastError: 'as the test wants it' });
    const [sentAtMs, nextMs] = [
      1_000 * Number(at.requests[0]!.headers['webhook-timestamp']),
      Date.parse(failed!.nextAt!),
    ];
    expect(nextMs - sentAtMs).toBeGreaterThanOrEqual(5_000);
    expect(nextMs - Date.now()).toBeLessThanOrEqual(5_500);
    await new Promise((done) => setTimeout(done, 1_100));
    await hurry();
    expect(await finished(name)).toMatchObject([{ state: 'delivered', attempts: 2, lastError: null }]);
    const [before, after] = at.requests.map(({ headers }) => headers);
    expect(after!['webhook-id']).toBe(before!['webhook-id']);
    expect(Number(after!['webhook-timestamp'])).toBeGreaterThan(Number(before!['webhook-timestamp']));
    expect(after!['webhook-signature']).not.toBe(before!['webhook-signature']);
  });

  it('is not repeated before the time of Retry-After, nor is anything else sent, unless a person asks for it', async () => {
    const [of, another, { name, at }] = [await audience(), await audience(), await receiver()];
    at.answer = status(503, { 'retry-after': '3600' });
    await change(of, [1]);
    const [failed] = await until(async () => {
      const found = await messages(`endpoint=${name}`);
      return found[0]?.lastStatus === 503 && found;
    }, 'the failure');
    expect(Date.parse(failed!.nextAt!) - Date.now()).toBeGreaterThan(3_500_000);
    await change(another, [1]);
    await change(of, [2]);
    const found = await until(async () => {
      const all = await messages(`endpoint=${name}`);
      return all.length === 3 && all;
    }, 'the other messages');
    await new Promise((done) => setTimeout(done, 1_500));
    expect(at.requests).toHaveLength(1);

    // The last one, by way of the one that it waits for.
    at.answer = status(204);
    const sent = await service.ask('POST', `/admin/delivery/messages/${found[0]!.id}/replay`);
    expect(sent).toMatchObject({ status: 200, body: { state: 'waiting', attempts: 0 } });
    await finished(name, 3);
    const order = at.requests.slice(1).map(({ id }) => id);
    expect(order.indexOf(found[0]!.id)).toBeGreaterThan(order.indexOf(failed!.id));
    expect(at.requests.every(({ body }) => body.data['isReplay'] === false)).toBe(true);

    at.answer = status(503, { 'retry-after': '3600' });
    for (const users of [[3], [4]]) await change(another, users);
    await until(async () => {
      const both = await messages(`endpoint=${name}&state=waiting`);
      return both.length === 2 && both[1]!.lastStatus === 503;
    }, 'both to wait');
    at.answer = status(204);
    const all = await service.ask('POST', `${ENDPOINTS}/${name}/replay`, { body: { which: 'waiting' } });
    expect(all.body).toEqual({ messages: 2 });
    await finished(name, 5);
  });

  it('is one at a redirect, which is not followed', async () => {
    const [of, { name, at }, target] = [
      await audience(),
      await receiver(),
      await receiver({ types: ['alert.fired'] }),
    ];
    at.answer = status(302, { location: target.at.url });
    await change(of, [1]);
    await until(async () => (await messages(`endpoint=${name}`))[0]?.lastStatus === 302, 'the failure');
    expect(target.at.requests).toHaveLength(0);
  });

  it('disables the endpoint at 410 and after five days, which the others get to know', async () => {
    const [of, watcher] = [await audience(), await receiver({ types: ['endpoint.disabled'] })];
    const [gone, lost] = [await receiver(), await receiver()];
    gone.at.answer = status(410);
    lost.at.answer = status(500);
    const failing = (name: string, days: number, hours: number) =>
      query(
        `UPDATE delivery_endpoint SET failing_since = now() - $2 * interval '1 day', failed_at = now() - $3 * interval '1 h'
         WHERE name = $1`,
        [name, days, hours],
      );
    await failing(lost.name, 6, 26);
    // There was nothing to send for days: one failure more is one failure.
    const quiet = await receiver();
    quiet.at.answer = status(500);
    await failing(quiet.name, 6, 72);
    await change(of, [1]);
    const disabled = await until(() => watcher.at.requests.length === 2 && watcher.at.requests, 'both');
    expect(disabled.map(({ body }) => body.data['name']).sort()).toEqual([gone.name, lost.name].sort());
    // An address may hold a token: no other receiver gets it.
    expect(JSON.stringify(disabled)).not.toContain(gone.at.url);
    const refused = await messages(`endpoint=${gone.name}`);
    expect(refused.filter(({ type }) => type === 'audience.changed')).toMatchObject([
      { state: 'waiting', lastStatus: 410, attempts: 1 },
    ]);
    const isFirst = `name = $1 AND disabled_at IS NULL AND failing_since > now() - interval '1 hour'`;
    await until(
      async () => (await query(`SELECT FROM delivery_endpoint WHERE ${isFirst}`, [quiet.name])).length === 1,
      'the first failure after the pause',
    );
    const second = await change(of, [2]);
    await until(async () => (await messages(`endpoint=${lost.name}`)).length >= 2, 'the next message');

    // What waited is sent in order once it is enabled again.
    lost.at.answer = status(200);
    expect(await service.ask('POST', `${ENDPOINTS}/${lost.name}/enable`)).toMatchObject({
      body: { state: 'active', disabledAt: null },
    });
    await until(() => lost.at.requests.at(-1)?.body.data.run === second, 'the later run');
    expect(lost.at.requests.filter(({ body }) => body.type === 'audience.changed')).toHaveLength(3);
  });

  it('is the last one of ten; the dead are sent again on request: one, all, or those of a time', async () => {
    const [of, { name, at }] = [await audience(), await receiver()];
    at.answer = status(500);
    await change(of, [1]);
    await change(of, [2]);
    await until(async () => {
      await query(
        `UPDATE delivery_message SET attempts = greatest(attempts, 9), next_at = now() WHERE state = 'waiting'`,
      );
      return (await messages(`endpoint=${name}&state=dead`)).length === 2;
    }, 'dead messages');
    const [second, first] = await messages(`endpoint=${name}`);
    expect(first).toMatchObject({ state: 'dead', attempts: 10, nextAt: null });

    // The receiver answers once the test has seen what the replay says.
    const seen = Promise.withResolvers<null>();
    at.answer = (response, body) => void seen.promise.then(() => status(200)(response, body));
    at.requests.length = 0;
    const one = await service.ask('POST', `/admin/delivery/messages/${second!.id}/replay`);
    expect(one).toMatchObject({ status: 200, body: { state: 'waiting', attempts: 0 } });
    seen.resolve(null);
    await until(() => at.requests.length === 1, 'the one');
    const replay = (body: object) => service.ask('POST', `${ENDPOINTS}/${name}/replay`, { body });
    expect((await replay({})).body).toEqual({ messages: 1 });
    await until(() => at.requests.length === 2, 'all that are dead');
    await finished(name);
    expect((await replay({ which: 'finished', to: '2020-01-01T00:00:00Z' })).body).toEqual({ messages: 0 });
    expect((await replay({ which: 'finished', from: '2020-01-01T00:00:00Z' })).body).toEqual({ messages: 2 });
    await until(() => at.requests.length === 4, 'those of the time');
    expect(at.requests.map(({ id }) => id)).toEqual([second!.id, first!.id, first!.id, second!.id]);
    expect((await service.ask('POST', '/admin/delivery/messages/none/replay')).status).toBe(404);
  });
});

describe('an endpoint', () => {
  it('shows its secret once, and rotates it with a time in which both sign', async () => {
    const { name, at } = await receiver();
    const test = async () => {
      const { body } = await service.ask<Message>('POST', `${ENDPOINTS}/${name}/test`);
      await until(() => at.requests.some(({ id }) => id === body.id), 'the test');
    };
    await test();
    const rotate = async (body: object) => {
      const rotated = await service.ask<{ secret: string }>('POST', `${ENDPOINTS}/${name}/rotate-secret`, {
        body,
      });
      expect(rotated.status).toBe(200);
      return rotated.body.secret;
    };
    const [first] = at.secrets as [string];
    // At the same time, too, no rotation ends the secret of another.
    const rotated = await Promise.all([rotate({}), rotate({ graceSeconds: 3600 })]);
    at.secrets = [first, ...rotated];
    await test();
    expect(at.requests.at(-1)!.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+ v1,\S+$/);
    for (let n = 0; n < 3; n++) await rotate({});
    const tooMany = await service.ask('POST', `${ENDPOINTS}/${name}/rotate-secret`, { body: {} });
    expect(tooMany).toMatchObject({ status: 409, body: { code: 'secrets_too_many' } });
    at.secrets = [await rotate({ graceSeconds: 0 })];
    await test();
    expect(at.requests.at(-1)!.headers['webhook-signature']).toMatch(/^v1,\S+$/);
    expect(at.requests.at(-1)!.body).toMatchObject({ type: 'endpoint.test', data: { endpoint: name } });
    const { text } = await service.ask('GET', ENDPOINTS);
    expect(text).not.toContain('whsec_');
    const [stored] = await query<{ row: string }>('SELECT t::text AS row FROM delivery_endpoint t');
    for (const secret of at.secrets) expect(stored!.row).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it.each([
    [{ url: 'ftp://example.org/' }, 'endpoint_url_invalid'],
    [{ url: 'not an address' }, 'endpoint_url_invalid'],
    [{ url: 'https://user:password@example.org/' }, 'endpoint_url_invalid'],
    [{ url: 'file:///etc/passwd' }, 'endpoint_url_invalid'],
    [{ audiences: ['a\0'] }, 'validation_failed'],
    [{ audiences: [{}] }, 'validation_failed'],
    [{ types: ['everything'] }, 'validation_failed'],
    [{ name: '../x' }, 'validation_failed'],
  ])('is refused with %j', async (wrong, code) => {
    const body = { name: 'refused', url: 'https://example.org/', ...wrong };
    expect(await service.ask('POST', ENDPOINTS, { body })).toMatchObject({ status: 400, body: { code } });
  });

  it('is refused for an audience that does not exist', async () => {
    const body = { name: 'refused', url: 'https://example.org/', audiences: ['never-made'] };
    const code = 'audience_unknown';
    expect(await service.ask('POST', ENDPOINTS, { body })).toMatchObject({ status: 404, body: { code } });
  });

  it('is changed and removed', async () => {
    const { name, at } = await receiver();
    const url = `${at.url}?v=2`;
    const put = await service.ask('PUT', `${ENDPOINTS}/${name}`, { body: { url } });
    expect(put).toMatchObject({ status: 200, body: { url, types: null } });
    const again = await service.ask('POST', ENDPOINTS, { body: { name, url } });
    expect(again).toMatchObject({ status: 409, body: { code: 'endpoint_name_taken' } });
    expect((await service.ask('DELETE', `${ENDPOINTS}/${name}`)).status).toBe(200);
    expect((await service.ask('DELETE', `${ENDPOINTS}/${name}`)).status).toBe(404);
  });
});

describe('a user who may be contacted no more', () => {
  it('enters in no message that is sent later, which counts whom it leaves out', async () => {
    const [of, { name, at }] = [await audience(), await receiver()];
    at.answer = status(500);
    await change(of, [1, 2]);
    await until(() => at.requests.length === 1, 'the first attempt');
    await query("INSERT INTO contact_suppression (user_id, reason) VALUES (1, 'unsubscribed')");
    at.answer = status(204);
    await hurry();
    await finished(name);
    expect(at.requests.map(({ body }) => body.data.entered.map(({ userId }) => userId))).toEqual([
      ['1', '2'],
      ['2'],
    ]);
    expect(at.requests[1]!.body.data).toMatchObject({ leftOut: { excluded: 0, suppressed: 1, heldOut: 0 } });
    await query('DELETE FROM contact_suppression');
  });
});

describe('messages of other parts', () => {
  const enqueue = (campaign: string, fails = false) =>
    service.database.transaction(async (transaction) => {
      await service.app
        .get(Outbox)
        .enqueue(transaction, { type: 'campaign.launched', data: { campaign }, parts: 2 });
      if (fails) throw new Error('rolled back');
    });

  it('are sent when their transaction is committed, without users who were erased since', async () => {
    const { name, at } = await receiver({ types: ['campaign.launched'] });
    at.answer = status(500);
    await query(`WITH made AS (
        INSERT INTO campaign (key, name, audience, arms, holdout, seed, success_rate, contact_cost, saved_value)
        VALUES ('spring', 'Spring', 'none', '{letter}', 0.5, '', 0, 0, 0) RETURNING id)
      INSERT INTO campaign_assignment (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for, part)
      SELECT id, 40 + part, 'letter', 0.5, 0, '2017-05-13', '2017-05-26', 1, part
      FROM made, generate_series(1, 2) AS part`);
    await expect(enqueue('never', true)).rejects.toThrow('rolled back');
    await enqueue('spring');
    await until(() => at.requests.length === 2, 'the first attempts');
    const byPart = () => at.requests.map(({ body }) => body.data).toSorted((a, b) => a.part - b.part);
    expect(byPart()).toMatchObject([
      { users: [{ userId: '41', arm: 'letter' }] },
      { users: [{ userId: '42' }] },
    ]);
    const named = await query<{ user: number }>('SELECT user_id::int AS user FROM delivery_user ORDER BY 1');
    expect(named).toEqual([{ user: 41 }, { user: 42 }]);
    await query('DELETE FROM campaign_assignment WHERE user_id = 42');
    await query(SEND_ERASED, [
      [42, 43],
      ['someone', 'nobody'],
    ]);
    at.answer = status(200);
    at.requests.length = 0;
    await hurry();
    await finished(name);
    const erased = at.requests.findIndex(({ body }) => body.type === 'users.erased');
    expect(at.requests.splice(erased, 1)[0]!.body.data).toEqual({ users: ['someone'] });
    expect(byPart()).toEqual([
      { campaign: 'spring', part: 1, parts: 2, users: [{ userId: '41', arm: 'letter', probability: 0.5 }] },
      { campaign: 'spring', part: 2, parts: 2, users: [] },
    ]);
  });

  it('are told of no erasure at addresses that they had before, which the receipt names', async () => {
    const { name, at } = await receiver();
    const of = await audience();
    await change(of, [1, 2]);
    await finished(name);
    const untold = async (user: number) =>
      (await query<{ name: string }>(SELECT_UNTOLD, [[user]])).map((one) => one.name);
    expect(await untold(1)).toEqual([]);
    const moved = { url: `${at.url}/moved?secret=1`, audiences: [of.key] };
    expect((await service.ask('PUT', `${ENDPOINTS}/${name}`, { body: moved })).status).toBe(200);
    await change(of, [3]);
    await finished(name, 2);
    expect([await untold(1), await untold(3)]).toEqual([[`${name} ${at.url}`], []]);
    expect((await service.ask('DELETE', `${ENDPOINTS}/${name}`)).status).toBe(200);
    expect(await untold(3)).toEqual([`${name} ${at.url}/moved`]);
    expect(await untold(1)).toHaveLength(2);
    expect(await query(SEND_ERASED, [[3], ['3']])).toEqual([]);
  });

  it('are stored as they were sent, until an erasure', async () => {
    const { name, at } = await receiver();
    at.answer = status(500);
    await change(await audience(), [1, 2]);
    await until(() => at.requests.length === 1, 'the first attempt');
    await query("INSERT INTO contact_suppression (user_id, reason) VALUES (1, 'unsubscribed')");
    const { id, body } = at.requests[0]!;
    const shown = async () => {
      const answer = await service.ask<{
        sent: { body: string; bytes: number; sha256: string } | null;
        next: Body;
      }>('GET', `/admin/delivery/messages/${id}/body`);
      return answer.body;
    };
    await until(async () => (await shown()).sent !== null, 'the copy is stored');
    const { sent, next } = await shown();
    expect(JSON.parse(sent!.body)).toEqual(body);
    expect([sent!.bytes, sent!.sha256]).toEqual([Buffer.byteLength(sent!.body), hash('sha256', sent!.body)]);
    expect(next.data.entered.map(({ userId }) => userId)).toEqual(['2']);
    await query(DELETE_COPIES_OF_MESSAGES);
    expect((await shown()).sent).toBeNull();
    // While an erasure is under way, no copy is made of what may name its users.
    await query("INSERT INTO erasure (users, asked_by) VALUES (1, 'test')");
    at.answer = status(204);
    await hurry();
    await finished(name);
    expect((await shown()).sent).toBeNull();
    await query('DELETE FROM erasure');
    await query('DELETE FROM contact_suppression');
  });

  it('report alerts that begin and end, and versions that go live', async () => {
    await createDays(service.database, '2017-05-01', '2017-05-12');
    await markLoaded(service.database, daysBetween('2017-05-01', '2017-05-12'));
    await query(`DELETE FROM archive WHERE day = '2017-05-05' AND kind = 'play'`);
    // Without an endpoint there is no look, which would see half of these days.
    const { at } = await receiver({ types: ['alert.fired', 'alert.resolved', 'model.promoted'] });
    const look = () => query(`UPDATE delivery_watch SET checked_at = '-infinity'`);
    const types = () => at.requests.map(({ body }) => body.type);
    await look();
    await until(() => types().includes('alert.fired'), 'the alert');
    expect(at.requests[0]!.body.data).toMatchObject({ rule: 'coverage_holes', state: 'firing', value: 1 });
    await query(`WITH version AS (
        INSERT INTO model_version (kind, version, refused, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
        VALUES ('recommender', 3, false, 1, '{}', '{}', '{}', '', '', 0) RETURNING id)
      INSERT INTO model_promotion (kind, model_version_id, reason) SELECT 'recommender', id, 'passed the gate' FROM version`);
    await query(`INSERT INTO archive (identity, name, kind, day, part, state, finished_at)
      VALUES ('again', '20170505_1_play.log.tar.gz', 'play', '2017-05-05', 1, 'loaded', now())`);
    await look();
    await until(() => types().length === 3, 'the end of the alert and the promotion');
    expect(types().sort()).toEqual(['alert.fired', 'alert.resolved', 'model.promoted']);
    const promoted = at.requests.find(({ body }) => body.type === 'model.promoted')!;
    expect(promoted.body.data).toMatchObject({ kind: 'recommender', version: 3, reason: 'passed the gate' });
  });
});

describe('the receiver of docs/audiences.md', () => {
  it('runs as written, and verifies', async () => {
    const programs = readFileSync('docs/audiences.md', 'utf8').matchAll(/^```js\n([\s\S]*?)^```/gm);
    const code = [...programs]
      .map(([, program]) => program!)
      .find((program) => program.includes('createServer'));
    const script = join(folder, 'receiver.mjs');
    writeFileSync(script, code!);
    const listener = createServer();
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const { port } = listener.address() as AddressInfo;
    await new Promise((done) => listener.close(done));
    const body = { name: 'documented', url: `http://127.0.0.1:${port}/`, types: ['audience.changed'] };
    const { body: made } = await service.ask<{ secret: string }>('POST', ENDPOINTS, { body });
    const program = spawn(process.execPath, [script], {
      env: { PORT: String(port), SECRET: made.secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    try {
      await until(() => output.includes('listens'), 'the receiver');
      await change(await audience(), [4_711]);
      expect(await finished('documented')).toMatchObject([{ state: 'delivered', attempts: 1 }]);
      expect(output).toContain('4711');
      const forged = await fetch(body.url, { method: 'POST', body: '{}' });
      expect(forged.status).toBe(401);
    } finally {
      program.kill();
      await once(program, 'exit');
    }
  });
});

describe('without DELIVERY_ALLOW_PRIVATE', () => {
  it('nothing is sent to an address that is not public', async () => {
    const guarded = await startChurnService();
    const at = await new Receiver().start();
    try {
      const make = (name: string, url: string) => guarded.ask('POST', ENDPOINTS, { body: { name, url } });
      for (const host of ['10.0.0.1', '169.254.169.254', '[::ffff:7f00:1]'])
        expect(await make('private', `http://${host}/`)).toMatchObject({
          status: 400,
          body: { code: 'endpoint_url_invalid' },
        });
      expect((await make('named', at.url.replace('127.0.0.1', 'localhost'))).status).toBe(201);
      await guarded.ask('POST', `${ENDPOINTS}/named/test`);
      const [failed] = await until(async () => {
        const { body } = await guarded.ask<{ messages: Message[] }>('GET', '/admin/delivery/messages');
        return body.messages[0]?.attempts === 1 && body.messages[0].state === 'waiting' && body.messages;
      }, 'the failure');
      expect(failed).toMatchObject({ lastStatus: null });
      expect(failed!.lastError).toContain('is not a public address');
      expect(at.requests).toHaveLength(0);
    } finally {
      await at.stop();
      await guarded.stop();
    }
  });
});
