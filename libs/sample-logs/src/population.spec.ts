import { readFileSync } from 'node:fs';
import { parseDay } from './calendar.js';
import { Catalogue } from './catalogue.js';
import { Period } from './period.js';
import { Population } from './population.js';

it('the default set has the user and the song of the README', () => {
  const [, userId, songId] = /USER_ID=(\d+) SONG_ID=(\d+)/.exec(readFileSync('README.md', 'utf8'))!;
  const population = new Population(1, 20_000, new Period(parseDay('2017-03-30'), parseDay('2017-05-12')));
  const user = population.uid.indexOf(Number(userId));
  expect(user).toBeGreaterThanOrEqual(0);
  // So late that the user is in the population of the newest scores.
  expect(population.lastDay[user]).toBeGreaterThan(30);
  expect(new Catalogue(1, 1).id(0)).toBe(Number(songId));
});
