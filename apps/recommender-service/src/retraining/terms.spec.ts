import { loadSettings } from '#common';
import { parametersFromSettings } from '../engines/training-parameters.js';
import { recommenderSettings } from '../recommender.settings.js';
import { termsOf } from './terms.js';

const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
const PRESENT = parametersFromSettings(settings);
const ALL = { days: 400, likes: true, adds: true, skips: true };

const laddersOf = (present: Partial<typeof PRESENT>, events: Partial<typeof ALL>) =>
  Object.fromEntries(
    termsOf({ ...PRESENT, ...present }, { ...ALL, ...events }).map(({ name, ladders }) => [name, ladders]),
  );

describe('termsOf', () => {
  it('tries windows and half-lives that the days can tell from all days', () => {
    const windows = (days: number) =>
      laddersOf({}, { days })['popularity']!.map(([first]) => first!.popularityDays);
    expect([13, 14, 59, 60].map(windows)).toEqual([[], [7], [7], [30, 7]]);
    const halfLives = (days: number, halfLifeDays = 0) =>
      laddersOf({ halfLifeDays }, { days })['half-life']!.map(([first]) => first!.halfLifeDays);
    expect([27, 28, 60, 180].map((days) => halfLives(days))).toEqual([[], [14], [30, 14], [30, 14, 90]]);
    expect(halfLives(180, 30)).toEqual([0, 14, 90]);
  });

  it('tries more and less of what users say, where they say it', () => {
    expect(laddersOf({}, {})).toMatchObject({
      likes: [[{ likeWeight: 6 }], [{ likeWeight: 1 }]],
      adds: [[{ addWeight: 6 }], [{ addWeight: 1 }]],
      skips: [[{ skipWeight: 0.3 }, { skipWeight: 1 }]],
    });
    expect(laddersOf({ likeWeight: 0, skipWeight: 0.3 }, { adds: false })).toMatchObject({
      likes: [[{ likeWeight: 3 }], [{ likeWeight: 0.5 }]],
      adds: [],
      skips: [[{ skipWeight: 0 }]],
    });
    const untried = termsOf(PRESENT, { days: 1, likes: false, adds: false, skips: false });
    for (const { reason } of untried) expect(reason).toMatch(/^(There is no|The days before)/);
  });
});
