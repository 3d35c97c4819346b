import { jest } from '@jest/globals';
import { SeededRandom } from '#ml';
import { DELETE_OLD_CHANGES } from '../../../apps/churn-service/src/audiences/audiences.sql.js';
import { Dispatcher } from '../../../apps/churn-service/src/delivery/dispatcher.js';
import { MessageContent } from '../../../apps/churn-service/src/delivery/message-content.js';
import { Outbox } from '../../../apps/churn-service/src/delivery/outbox.js';
import type { LeasedMessage } from '../../../apps/churn-service/src/delivery/outbox.js';
import { startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';

// A thousand steps on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

const USERS = 12;
const FAULTS = 1_000;
const DELIVERED = { status: 204, error: null, retryAfterMs: null };
const FAILED = { status: 500, error: 'as the test wants it', retryAfterMs: null };

interface Change {
  id: string;
  userId: string;
}

interface Body {
  run: number;
  entered: Change[];
  left: Change[];
}

/** The three ways of docs/audiences.md to apply changes; each keeps the members that it knows. */
function receivers() {
  const bySetting = new Set<string>();
  const byIds = new Set<string>();
  const byRuns = new Set<string>();
  const [seen, runs] = [new Set<string>(), new Map<string, number>()];
  const set = (members: Set<string>, user: string, isMember: boolean) =>
    isMember ? members.add(user) : members.delete(user);
  const receive = ({ run, entered, left }: Body) => {
    for (const [changes, isMember] of [[entered, true] as const, [left, false] as const])
      for (const { id, userId } of changes) {
        set(bySetting, userId, isMember);
        if (!seen.has(id)) set(byIds, userId, isMember);
        seen.add(id);
        if (run < (runs.get(userId) ?? 0)) continue;
        set(byRuns, userId, isMember);
        runs.set(userId, run);
      }
  };
  return { receive, members: { bySetting, byIds, byRuns } };
}

/**
 * Two senders without the clock of the service: the test decides when a message is leased, when it arrives, and what
 * becomes of its attempt. Statements and contents are those of the service.
 */
describe('after 1,000 random failures, replays and kills', () => {
  let service: RunningChurnService;
  let outbox: Outbox;
  let content: MessageContent;

  beforeAll(async () => {
    service = await startChurnService({ DELIVERY_ALLOW_PRIVATE: 'true', DELIVERY_LOOK_MS: '50' });
    await service.app.get(Dispatcher).beforeApplicationShutdown();
    outbox = service.app.get(Outbox);
    content = service.app.get(MessageContent);
  });
  afterAll(() => service.stop());

  const query = <Row>(sql: string, parameters: unknown[] = []) =>
    service.database.query<Row>(sql, parameters);
  const post = (url: string, body?: object) => service.ask('POST', `/admin/delivery/${url}`, { body });

  it('documented receivers have the members of the audience, user by user, whenever all is delivered', async () => {
    const random = new SeededRandom(39);
    const url = 'http://127.0.0.1:9/';
    await post('endpoints', { name: 'crm', url, types: ['audience.changed'] });
    const [row] = await query<{ id: number }>(
      `WITH made AS (INSERT INTO audience (key, name, conditions) VALUES ('all', 'all', '{}') RETURNING id) SELECT id FROM made`,
    );
    const [endpoint] = await query<{ id: number }>('SELECT id FROM delivery_endpoint');
    const members = new Set<number>();
    const { receive, members: received } = receivers();
    const faults = { failures: 0, kills: 0, replays: 0, gone: 0 };

    const change = async () => {
      const users = Array.from({ length: USERS }, (_, user) => user + 1).filter(() => random.next() < 0.3);
      if (users.length === 0) return;
      const entered = users.map((user) => !members.has(user));
      await query(`SELECT change_audience($1, '2017-05-12', 1, $2, $3, $4, $5)`, [
        ...[row!.id, users, entered],
        users.map((_, at) => (entered[at] ? 'entered' : 'left')),
        users.map(() => 0.5),
      ]);
      users.forEach((user, at) => (entered[at] ? members.add(user) : members.delete(user)));
      while (await outbox.fanOut());
    };
    const arrive = async (message: LeasedMessage) => {
      const { data } = JSON.parse((await content.body(message)).toString()) as { data: Body };
      receive(data);
    };
    const attempt = async (message: LeasedMessage) => {
      const luck = random.next();
      if (luck < 0.35) {
        await arrive(message);
        await outbox.recordDelivered(message, DELIVERED);
      } else if (luck < 0.7) {
        // Most receivers have taken the message, and say that they have not.
        if (random.next() < 0.7) await arrive(message);
        if (random.next() < 0.4)
          await query('UPDATE delivery_message SET attempts = 10 WHERE id = $1', [message.id]);
        const attempts = (
          await query<{ attempts: number }>('SELECT attempts FROM delivery_message WHERE id = $1', [
            message.id,
          ])
        )[0]!.attempts;
        await outbox.recordFailed({ ...message, attempts }, FAILED);
        faults.failures++;
      } else if (luck < 0.97) {
        // Killed before or after the message arrived: nothing is recorded, and the lease ends.
        if (random.next() < 0.5) await arrive(message);
        await query(`UPDATE delivery_message SET lease_until = now() WHERE id = $1`, [message.id]);
        faults.kills++;
      } else {
        await outbox.recordFailed(message, { ...FAILED, status: 410 });
        await post('endpoints/crm/enable');
        faults.gone++;
      }
    };
    const replay = async () => {
      if (random.next() < 0.3)
        return await post('endpoints/crm/replay', { which: random.next() < 0.5 ? 'dead' : 'finished' });
      const [one] = await query<{ id: string }>(
        `SELECT id FROM delivery_message WHERE state IN ('dead', 'delivered') ORDER BY md5(id || $1::text) LIMIT 1`,
        [random.int(1e6)],
      );
      if (one !== undefined) await post(`messages/${one.id}/replay`);
      return one;
    };
    const total = () => Object.values(faults).reduce((sum, one) => sum + one, 0);

    const settle = async () => {
      await post('endpoints/crm/replay', { which: 'dead' });
      await query(`UPDATE delivery_message SET next_at = now() WHERE state = 'waiting'`);
      for (let leased = await outbox.lease(endpoint!.id); leased.length > 0;) {
        for (const message of leased) {
          await arrive(message);
          await outbox.recordDelivered(message, DELIVERED);
        }
        leased = await outbox.lease(endpoint!.id);
      }
      expect(await query(`SELECT FROM delivery_message WHERE state <> 'delivered'`)).toHaveLength(0);
      const stored = await query<{ user: string }>('SELECT user_id::text AS user FROM audience_member');
      const truth = stored.map(({ user }) => user).sort();
      expect(truth).toEqual([...members].map(String).sort());
      for (const [way, known] of Object.entries(received))
        expect([way, [...known].sort()]).toEqual([way, truth]);
    };

    for (let step = 0, settled = 0; total() < FAULTS; step++) {
      if (step > 20 * FAULTS) throw new Error('The simulation makes no progress.');
      if (total() - settled >= 40) {
        await settle();
        settled = total();
      }
      if (random.next() < 0.25) await change();
      if (step % 50 === 49) {
        await query(`UPDATE audience_run SET created_at = now() - interval '100 days'`);
        await query(`UPDATE delivery_message SET created_at = now() - interval '100 days'`);
        await query(DELETE_OLD_CHANGES, [1]);
        await outbox.deleteOlderThan(4);
      }
      await query(`UPDATE delivery_message SET next_at = now() WHERE state = 'waiting'`);
      const leased = await outbox.lease(endpoint!.id);
      if (random.next() < 0.1) await change();
      if (random.next() < 0.08 && (await replay()) !== undefined) faults.replays++;
      for (const message of leased) await attempt(message);
    }
    await settle();
    expect(Math.min(...Object.values(faults))).toBeGreaterThan(10);
  });

  it('the notices of an alert arrive in their order, waiting and replayed ones too, and none waits for another alert', async () => {
    const url = 'http://127.0.0.1:9/';
    await post('endpoints', { name: 'pager', url, types: ['alert.fired', 'alert.resolved'] });
    const [endpoint] = await query<{ id: number }>(`SELECT id FROM delivery_endpoint WHERE name = 'pager'`);
    const notices = ['alert.fired', 'alert.resolved', 'alert.fired', 'alert.resolved'] as const;
    for (const [at, type] of notices.entries())
      for (const subject of ['holes', 'drift'])
        await outbox.enqueue(service.database, { type, data: { subject, at }, subject });
    const arrived: Record<string, number[]> = { holes: [], drift: [] };
    /** One attempt of each message that may be sent. @param failing whose attempts fail */
    const send = async (failing: string | null) => {
      await query(`UPDATE delivery_message SET next_at = now() WHERE state = 'waiting'`);
      const leased = await outbox.lease(endpoint!.id);
      for (const message of leased) {
        const { subject, at } = message.data as { subject: string; at: number };
        if (subject === failing) await outbox.recordFailed(message, FAILED);
        else {
          arrived[subject]!.push(at);
          await outbox.recordDelivered(message, DELIVERED);
        }
      }
      return leased.length;
    };
    for (let turn = 0; turn < notices.length; turn++) expect(await send('holes')).toBe(2);
    expect(arrived).toEqual({ holes: [], drift: [0, 1, 2, 3] });
    while ((await send(null)) > 0);
    expect(arrived).toEqual({ holes: [0, 1, 2, 3], drift: [0, 1, 2, 3] });
    const [third] = await query<{ id: string }>(
      `SELECT id FROM delivery_message WHERE subject = 'holes' AND type = 'alert.fired' ORDER BY number DESC LIMIT 1`,
    );
    await post(`messages/${third!.id}/replay`);
    while ((await send(null)) > 0);
    // The alert has ended: its newest notice comes last.
    expect(arrived).toEqual({ holes: [0, 1, 2, 3, 2, 3], drift: [0, 1, 2, 3] });
  });
});
