import { SongSingersCollector } from '../interactions/song-singers.js';
import { CoPlays } from './co-plays.js';
import { singerHabit } from './singer-habit.js';
import { sessionsOf } from '../../../../test/support/fixtures/sessions.js';

/** Song n x 10 + m is of singer n; 0 to 9 are of nobody. */
function habitOf(...sessions: number[][]) {
  const given = sessionsOf(sessions.map((songs, user) => [user, songs]));
  const ids = given.songIds.toSorted();
  const singers = new SongSingersCollector();
  for (const id of ids) singers.add(String(id), id < 10n ? null : `Singer ${id / 10n}`, 1);
  return singerHabit(given, new CoPlays(given, ids, singers.finish()));
}

it('spaces singers as nine of ten plays do', () => {
  const apart = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110];
  expect(habitOf(apart)).toEqual({ sameSinger: 0, singerSpacing: 3 });
  expect(habitOf([...apart.slice(0, 10), 91])).toEqual({ sameSinger: 0.1, singerSpacing: 3 });
  expect(habitOf([...apart.slice(0, 9), 81, 91])).toEqual({ sameSinger: 0.2, singerSpacing: 2 });
  expect(habitOf([10, 11, 12, 20, 21])).toEqual({ sameSinger: 0.75, singerSpacing: 1 });
});

it('looks at one session at a time, and at songs with singers', () => {
  expect(habitOf([10, 20], [21, 30])).toEqual({ sameSinger: 0, singerSpacing: 3 });
  expect(habitOf([1, 2, 3])).toEqual({ sameSinger: null, singerSpacing: 3 });
});
