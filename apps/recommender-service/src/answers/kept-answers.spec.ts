import { Metrics } from '#common';
import { recommenderSettings } from '../recommender.settings.js';
import { KeptAnswers } from './kept-answers.js';

const settings = (megabytes: number) =>
  recommenderSettings.parse({
    PORT: 0,
    DATABASE_URL: 'postgres://localhost/none',
    READ_KEYS: 'read-key-0123456789',
    ADMIN_KEYS: 'admin-key-0123456789',
    RECOMMENDER_SERVING_MEMORY_MB: megabytes,
  });
const state = (hiddenRevision: number, namesRevision: number, erasures = 0) => ({
  hiddenRevision,
  namesRevision,
  erasures,
});
const always = () => true;

describe('KeptAnswers', () => {
  it('forgets all of a state when a song was hidden or renamed, or users were erased, and keeps none of an older one', async () => {
    const kept = new KeptAnswers(settings(1), new Metrics());
    const found = async (of: ReturnType<typeof state>, key: string) =>
      (await kept.find(of, key, always))?.toString() ?? null;
    kept.keep(state(1, 1), 'a', Buffer.from('one'));
    expect(await found(state(1, 1), 'a')).toBe('one');
    for (const newer of [state(2, 1), state(1, 2), state(1, 1, 1)])
      expect(await found(newer, 'a')).toBeNull();
    kept.keep(state(2, 1), 'b', Buffer.from('two'));
    kept.keep(state(1, 1), 'c', Buffer.from('late'));
    expect(await found(state(2, 1), 'b')).toBe('two');
    for (const key of ['a', 'c']) expect(await found(state(2, 1), key)).toBeNull();
    kept.keep(state(2, 1, 1), 'd', Buffer.from('three'));
    kept.keep(state(2, 1), 'e', Buffer.from('late'));
    expect(await found(state(2, 1, 1), 'd')).toBe('three');
    for (const key of ['b', 'e']) expect(await found(state(2, 1, 1), key)).toBeNull();
  });

  it('gives again what holds, and counts as found what it gives', async () => {
    const metrics = new Metrics();
    const kept = new KeptAnswers(settings(1), metrics);
    for (const text of ['old', 'new']) kept.keep(state(1, 1), 'a', Buffer.from(text));
    const asked: string[] = [];
    for (const holds of [false, true]) {
      const found = await kept.find(state(1, 1), 'a', (answer) => {
        asked.push(answer.toString());
        return Promise.resolve(holds);
      });
      expect(found?.toString() ?? null).toBe(holds ? 'new' : null);
    }
    expect(asked).toEqual(['new', 'new']);
    const text = await metrics.text();
    for (const result of ['hit', 'miss']) {
      expect(text).toContain(`musicbox_cache_lookups_total{cache="answers",result="${result}"} 1`);
    }
  });

  it('lets those kept longest go beyond its memory, and keeps nothing without any', async () => {
    const kept = new KeptAnswers(settings(1), new Metrics());
    const answer = Buffer.alloc(2 ** 18);
    for (const key of ['a', 'b', 'c', 'a', 'd']) kept.keep(state(1, 1), key, answer);
    const found = async (all: KeptAnswers) => {
      const keys: string[] = [];
      for (const key of ['a', 'b', 'c', 'd']) {
        if ((await all.find(state(1, 1), key, always)) !== null) keys.push(key);
      }
      return keys;
    };
    expect(await found(kept)).toEqual(['a', 'c', 'd']);
    const none = new KeptAnswers(settings(0), new Metrics());
    none.keep(state(1, 1), 'a', Buffer.from('one'));
    expect(await found(none)).toEqual([]);
  });
});
