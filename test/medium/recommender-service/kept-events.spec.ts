import { jest } from '@jest/globals';
import { RecentEventsRepository } from '../../../apps/ingest-service/src/events/recent-events.repository.js';
import { useRecommender } from './running-recommender.js';

interface Body {
  songs: { songId: string }[];
  freshEvents: number;
}

/** Everything that jest could fake but the date. */
const timers = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
const DAYS = 14;
const service = useRecommender();

describe('events since the training', () => {
  it('are told apart by the clock of PostgreSQL: one of this machine that is ahead loses none', async () => {
    jest.useFakeTimers({ now: Date.now() + 3_600_000, doNotFake: [...timers] });
    try {
      await service.retrain();
    } finally {
      jest.useRealTimers();
    }
    await service.post({ user: '5', song: '1000' });
    expect((await service.ask<Body>('GET', '/recommend/5')).body.freshEvents).toBe(1);
  });

  it('are none of those that the training has seen, which a transaction that stays open makes unsure', async () => {
    const fresh = async () => (await service.ask<Body>('GET', '/recommend/6')).body.freshEvents;
    await service.post({ user: '6', song: '1000' });
    await service.retrain();
    expect(await fresh()).toBe(0);
    // As a load: what it has stored is not known yet, so the newest events count again rather than not at all.
    await service.database.transaction(async (open) => {
      await open.query('SELECT 1');
      await service.post({ user: '6', song: '1001' });
      await service.retrain();
    });
    expect(await fresh()).toBeGreaterThanOrEqual(1);
  });

  it('are kept as long as the live version has not learned from them, whatever their age', async () => {
    const { database } = service;
    await database.query(
      `UPDATE model_version SET report = jsonb_set(report, '{readAt}', to_jsonb(now() - interval '30 days'))`,
    );
    const ask = await service.another({});
    const [first] = (await ask<Body>('GET', '/recommend/7')).body.songs;
    await service.post({ user: '7', song: first!.songId });
    await database.query(
      "UPDATE recent_event SET received_at = now() - interval '20 days' WHERE user_id = 7",
    );
    await service.post({ user: '8', song: first!.songId });
    await database.query(
      "UPDATE recent_event SET received_at = now() - interval '40 days' WHERE user_id = 8",
    );
    await new RecentEventsRepository(database).prune(DAYS);
    const { body } = await ask<Body>('GET', '/recommend/7?limit=100');
    expect(body.freshEvents).toBe(1);
    expect(body.songs.map(({ songId }) => songId)).not.toContain(first!.songId);
    const kept = await database.query('SELECT FROM recent_event WHERE user_id = 8');
    expect(kept).toEqual([]);
  });

  it('go when a version has learned from them and the one before it has too', async () => {
    const { database } = service;
    await database.query("UPDATE model_version SET report = jsonb_set(report, '{readAt}', to_jsonb(now()))");
    await new RecentEventsRepository(database).prune(DAYS);
    expect(await database.query('SELECT FROM recent_event WHERE user_id = 7')).toEqual([]);
  });
});
