import { Reads } from '#common';
import { InteractionsRepository } from '../../../apps/recommender-service/src/interactions/interactions.repository.js';
import { NOT_YET } from '../../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../../apps/recommender-service/src/interactions/pair-table.js';
import { useTestDatabase } from '../../support/test-database.js';
import { RepeatsRepository } from '../../../apps/recommender-service/src/repeats/repeats.repository.js';
import { writeListening } from './listening-log.js';

const EARLY = '1997-03-10';
const LATE = '1997-03-12';
const HUGE = '9223372036854775807';

const test = useTestDatabase();
let repository: InteractionsRepository;

beforeAll(() => {
  repository = new InteractionsRepository(test.database, new Reads(test.database, null), {});
});

const rule = {
  playWeight: 1,
  completionExponent: 1,
  downloadWeight: 2,
  likeWeight: 0,
  addWeight: 0,
  skipWeight: 0,
  halfLifeDays: 0,
  logDamping: false,
  minSongSeconds: 30,
  minListeners: 2,
  cut: '1997-03-11',
  until: '1997-03-31',
};

/** 'user song' -> [weight, early weight]. */
function byPair(table: PairTable): Record<string, [number, number]> {
  return Object.fromEntries(
    Array.from(table.weights, (weight, n): [string, [number, number]] => [
      `${table.userIds[table.users[n]!]} ${table.songIds[table.songs[n]!]}`,
      [Number(weight.toFixed(3)), Number(table.earlyWeights[n]!.toFixed(3))],
    ]),
  );
}

describe('interactions', () => {
  it('are nothing in an empty database', async () => {
    expect(await repository.days()).toBeNull();
    expect((await repository.pairs(rule, () => undefined)).users.length).toBe(0);
    expect(await repository.isSynthetic()).toBe(false);
  });

  it('follow the stated rules for songs, users, lengths, downloads and the cut', async () => {
    await test.database.query("INSERT INTO excluded_user (user_id, reason) VALUES (66, 'test')");
    await writeListening(test.database, {
      songs: [
        { song: '10', seconds: 200 },
        { song: '11', seconds: 30 },
        { song: '12', seconds: 29 },
        { song: '13', seconds: null },
        { song: '14', seconds: 0 },
        { song: HUGE, seconds: 200 },
      ],
      plays: [
        { user: '1', song: '10', day: EARLY },
        { user: '1', song: '10', day: EARLY, playSeconds: 50 },
        { user: '1', song: '10', day: LATE, playSeconds: 201 }, // one second over: still one play
        { user: '1', song: '11', day: LATE, playSeconds: 15, songSeconds: 30 },
        { user: '1', song: '12', day: EARLY }, // ringtone
        { user: '1', song: '13', day: EARLY }, // length never known
        { user: '1', song: '14', day: EARLY }, // zero length
        { user: '1', song: null, day: EARLY }, // unknown song
        { user: '2', song: '10', day: EARLY, playSeconds: 0 }, // skip: met, weighs nothing
        { user: '3', song: '10', day: LATE, songSeconds: 0 }, // no valid length of its own
        { user: '4', song: '10', day: LATE, playSeconds: null }, // no valid time
        { user: '5', song: '10', day: EARLY, playSeconds: -7 },
        { user: '66', song: '10', day: EARLY }, // excluded
        { user: '0', song: '10', day: EARLY }, // anonymous pool, excluded from the start
        { user: HUGE, song: HUGE, day: LATE, playSeconds: 100 },
      ],
      downloads: [
        { user: '1', song: '10', day: LATE },
        { user: '6', song: '11', day: EARLY },
        { user: '6', song: '12', day: EARLY },
        { user: '6', song: null, day: EARLY },
        { user: '66', song: '11', day: EARLY },
      ],
    });
    const batches: number[] = [];
    const table = await repository.pairs(rule, (pairs) => batches.push(pairs));
    expect(byPair(table)).toEqual({
      '1 10': [4.25, 1.25],
      '1 11': [0.5, NOT_YET],
      '2 10': [0, 0],
      '3 10': [0, NOT_YET],
      '4 10': [0, NOT_YET],
      '5 10': [0, 0],
      '6 11': [2, 2],
      [`${HUGE} ${HUGE}`]: [0.5, NOT_YET],
    });
    expect(batches).toEqual([8]);
    // Two users like song 11; the others have one each.
    expect(table.liked).toEqual({ users: 2, songs: 1, pairs: 2 });
    expect(await repository.days()).toEqual({ from: EARLY, to: LATE });
  });

  it('are dampened when the rule says so', async () => {
    const table = await repository.pairs({ ...rule, logDamping: true }, () => undefined);
    expect(byPair(table)['1 10']).toEqual([1.658, 0.811]); // log(5.25), log(2.25)
  });

  it('weigh less with every day before the last, and early ones as if the cut were the last', async () => {
    const decaying = { ...rule, halfLifeDays: 2, until: LATE };
    const table = byPair(await repository.pairs(decaying, () => undefined));
    // A play and a quarter two days before the last day, a download and a whole play on it; early: one day
    // before the cut.
    expect(table['1 10']).toEqual([3.625, Number((1.25 * Math.SQRT1_2).toFixed(3))]);
    expect(table['6 11']).toEqual([1, Number((2 * Math.SQRT1_2).toFixed(3))]);
  });

  it('weigh nothing, and are read, many half-lives before the last day', async () => {
    const table = byPair(
      await repository.pairs({ ...rule, halfLifeDays: 1, until: '2026-11-30' }, () => undefined),
    );
    expect(table['1 10']).toEqual([0, 0]);
    const repeats = new RepeatsRepository(test.database);
    const daysIn = () => Promise.resolve({ to: '2026-11-30', cut: null, earlierCut: null });
    await repeats.count(
      { halfLifeDays: 1, minSongSeconds: 30 },
      daysIn,
      { users: 10, k: 10 },
      new AbortController().signal,
    );
    expect((await repeats.ofUser('1', 30, null))!.songs.map(({ songId }) => songId)).toContain('10');
  });

  it('count a play by the share heard to a power, and every play alike at 0', async () => {
    const squared = byPair(await repository.pairs({ ...rule, completionExponent: 2 }, () => undefined));
    expect(squared['1 11']).toEqual([0.25, NOT_YET]);
    const alike = byPair(await repository.pairs({ ...rule, completionExponent: 0 }, () => undefined));
    expect(alike['1 11']).toEqual([1, NOT_YET]);
    expect(alike['2 10']).toEqual([0, 0]);
  });

  it('leave out whatever comes after the last day asked for', async () => {
    const table = byPair(
      await repository.pairs({ ...rule, cut: EARLY, until: '1997-03-11' }, () => undefined),
    );
    expect(table).toEqual({ '1 10': [1.25, 1.25], '2 10': [0, 0], '5 10': [0, 0], '6 11': [2, 2] });
  });

  it('stop when they are cancelled, and can be read again', async () => {
    const cancel = new AbortController();
    const reading = repository.pairs(rule, () => cancel.abort(new Error('enough')), cancel.signal);
    await expect(reading).rejects.toThrow('enough');
    const before = AbortSignal.abort(new Error('never begun'));
    await expect(repository.pairs(rule, () => undefined, before)).rejects.toThrow('never begun');
    expect(Object.keys(byPair(await repository.pairs(rule, () => undefined)))).toHaveLength(8);
  });

  it('know the device of the newest day, 0 where none is known', async () => {
    await test.database.query("UPDATE user_day SET device = 3 WHERE user_id = 1 AND day = '1997-03-12'");
    await test.database.query('UPDATE user_day SET device = NULL WHERE user_id = 6');
    expect([...(await repository.devices(BigInt64Array.of(1n, 2n, 6n, 999n)))]).toEqual([3, 1, 0, 0]);
  });

  it('count likes and adds that were not taken back, nothing of what is disliked, and take skips off', async () => {
    const day = '1997-03-20';
    const said = (user: string, song: string, ...words: [day: string, said: string][]) =>
      words.map(([of, word]) => ({ user, song, day: of, said: word }));
    await writeListening(test.database, {
      songs: [
        { song: '22', seconds: 200 },
        { song: '23', seconds: 200 },
      ],
      plays: [
        { user: '21', song: '10', day },
        { user: '21', song: '11', day },
        { user: '22', song: '10', day },
        { user: '22', song: '11', day, playSeconds: 10 },
      ],
      downloads: [],
      feedback: [
        ...said('20', '10', ['1997-03-08', 'like'], ['1997-03-09', 'like'], [day, 'add']),
        ...said('20', '11', ['1997-03-08', 'add'], [day, 'unadd']),
        ...said('21', '10', [day, 'like'], ['1997-03-21', 'dislike']),
        ...said('21', '11', ['1997-03-08', 'dislike'], [day, 'undislike']),
        ...said('22', '10', [day, 'skip']),
        // Taken back, and never heard: as if never spoken of.
        ...said('20', '22', ['1997-03-08', 'dislike'], [day, 'undislike']),
        ...said('20', '23', ['1997-03-08', 'like'], ['1997-03-09', 'unlike']),
        ...said('22', '22', [day, 'add'], ['1997-03-21', 'unadd']),
      ],
    });
    const weights = { likeWeight: 3, addWeight: 0.5, skipWeight: 0.25 };
    const table = byPair(await repository.pairs({ ...rule, ...weights }, () => undefined));
    expect(Object.fromEntries(Object.entries(table).filter(([pair]) => pair.startsWith('2')))).toEqual({
      // A skip that was heard, of a user of the tests before.
      '2 10': [0, 0],
      '20 10': [3.5, 3],
      '20 11': [0, 0.5],
      '21 10': [0, NOT_YET],
      // As if never disliked, since that was taken back.
      '21 11': [1, NOT_YET],
      '22 10': [0.75, NOT_YET],
      '22 11': [0, NOT_YET],
    });
    for (const made of ['play_event', 'feedback_event', 'user_day'])
      await test.database.query(`DELETE FROM ${made} WHERE user_id BETWEEN 20 AND 22`);
  });
});
