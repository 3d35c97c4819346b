import { rankRepeats } from '../../../apps/recommender-service/src/repeats/rank-repeats.js';
import { playWeight } from '../../../apps/recommender-service/src/repeats/repeat-rule.js';
import type { LaterPlay } from '../../../apps/recommender-service/src/repeats/repeat-rule.js';
import { RepeatsRepository } from '../../../apps/recommender-service/src/repeats/repeats.repository.js';
import type { RepeatDays } from '../../../apps/recommender-service/src/repeats/repeats.repository.js';
import { useTestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import type { Play } from './listening-log.js';

const USERS = 40;
const DAYS = { to: '1997-03-28', cut: '1997-03-21', earlierCut: '1997-03-14' };

const test = useTestDatabase();
let repeats: RepeatsRepository;

/** Each has turned to another song of late, and goes back to the one loved for long. */
beforeAll(async () => {
  repeats = new RepeatsRepository(test.database);
  const plays = Array.from({ length: USERS }, (_, n): Play[] => {
    const times = (song: string, day: string, count: number, playSeconds = 200): Play[] =>
      Array.from({ length: count }, () => ({ user: String(n + 1), song, day, playSeconds }));
    return [
      ...times('10', '1997-02-14', 8),
      ...times('11', '1997-03-13', 3),
      // Skips say nothing.
      ...times('10', '1997-03-13', 20, 20),
      ...times('10', '1997-03-18', 1),
      ...times('10', '1997-03-25', 1),
    ];
  }).flat();
  const songs = ['10', '11'].map((song) => ({ song, seconds: 200 }));
  await writeListening(test.database, { songs, plays, downloads: [] });
});

async function counted(halfLifeDays: number, days: RepeatDays) {
  const evaluation = { users: 100, k: 5 };
  const { signal } = new AbortController();
  const daysIn = () => Promise.resolve(days);
  await repeats.count({ halfLifeDays, minSongSeconds: 30 }, daysIn, evaluation, signal);
  const { report } = (await repeats.report())!;
  const { halfLifeDays: served } = (await repeats.ofUser('1', 30, null))!;
  expect(served).toBe(report.rule.halfLifeDays);
  return report;
}

describe('the half-life of repeats', () => {
  it('is the one that found more on the days before those held out, and is served', async () => {
    const { rule, halfLives, users, aheadOf } = await counted(0, DAYS);
    expect(halfLives.map((trial) => [trial.halfLifeDays, trial.users])).toEqual([
      [14, USERS],
      [30, USERS],
      [90, USERS],
      [10_000, USERS],
    ]);
    expect(halfLives[0]!.gain!.value).toBe(0);
    expect(halfLives[1]!.gain!.low).toBeGreaterThan(0);
    expect([rule.halfLifeDays, users]).toEqual([30, USERS]);
    expect(aheadOf!.frequency.value).toBe(0);
  });

  it('is the one that is set, or 7 days where no earlier days can tell', async () => {
    expect(await counted(60, DAYS)).toMatchObject({ rule: { halfLifeDays: 60 }, halfLives: [] });
    const unknown = { ...DAYS, earlierCut: null };
    expect(await counted(0, unknown)).toMatchObject({ rule: { halfLifeDays: 7 }, halfLives: [] });
  });

  it('gives a play that is counted and one that came later the same score', async () => {
    const scores = async (to: string, later: LaterPlay[]) => {
      await counted(30, { ...DAYS, to });
      const { songs, dataTo, halfLifeDays } = (await repeats.ofUser('1', 30, null))!;
      const ranked = rankRepeats(songs, later, 'favourites', dataTo, { halfLifeDays, quietDays: 30 });
      // As of the last day of the log.
      const share = playWeight({ songId: '', day: dataTo }, DAYS.to, { halfLifeDays });
      return new Map(ranked.map(({ songId, score }) => [songId, Math.fround(score * share)]));
    };
    const all = await scores(DAYS.to, []);
    const added = await scores('1997-03-14', [
      { songId: '10', day: '1997-03-18' },
      { songId: '10', day: '1997-03-25' },
    ]);
    expect([...added.keys()]).toEqual([...all.keys()]);
    for (const [songId, score] of all) expect(added.get(songId)).toBeCloseTo(score, 5);
  });

  it('does not depend on what came after the cut', async () => {
    const before = await counted(0, DAYS);
    await test.database.query("UPDATE play_event SET song_id = 11 WHERE day = '1997-03-25'");
    const after = await counted(0, DAYS);
    expect(after.halfLives).toEqual(before.halfLives);
    expect(after.score).not.toEqual(before.score);
  });
});
