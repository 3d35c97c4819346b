import { Metrics } from '#common';
import { recommenderSettings } from '../recommender.settings.js';
import { KeptLists } from './kept-lists.js';

const settings = (megabytes: number) =>
  recommenderSettings.parse({
    PORT: 0,
    DATABASE_URL: 'postgres://localhost/none',
    READ_KEYS: 'read-key-0123456789',
    ADMIN_KEYS: 'admin-key-0123456789',
    RECOMMENDER_SERVING_MEMORY_MB: megabytes,
  });
const state = (hiddenRevision: number, namesRevision: number) => ({
  hiddenRevision,
  namesRevision,
  experiment: null,
});

describe('KeptLists', () => {
  it('forgets all of a state when a song was hidden or renamed, and keeps none of an older one', () => {
    const kept = new KeptLists(settings(1), new Metrics());
    kept.keep(state(1, 1), 'a', Buffer.from('one'));
    expect(kept.find(state(1, 1), 'a')?.toString()).toBe('one');
    for (const newer of [state(2, 1), state(1, 2)]) expect(kept.find(newer, 'a')).toBeNull();
    kept.keep(state(2, 1), 'b', Buffer.from('two'));
    kept.keep(state(1, 1), 'c', Buffer.from('late'));
    expect(kept.find(state(2, 1), 'b')?.toString()).toBe('two');
    for (const key of ['a', 'c']) expect(kept.find(state(2, 1), key)).toBeNull();
  });

  it('lets those kept longest go beyond its memory, and keeps nothing without any', () => {
    const kept = new KeptLists(settings(1), new Metrics());
    const list = Buffer.alloc(2 ** 18);
    for (const key of ['a', 'b', 'c', 'a', 'd']) kept.keep(state(1, 1), key, list);
    const found = (all: KeptLists) =>
      ['a', 'b', 'c', 'd'].filter((key) => all.find(state(1, 1), key) !== null);
    expect(found(kept)).toEqual(['a', 'c', 'd']);
    const none = new KeptLists(settings(0), new Metrics());
    none.keep(state(1, 1), 'a', Buffer.from('one'));
    expect(found(none)).toEqual([]);
  });
});
