import { rocAuc } from '#ml';
import { readFileSync } from 'node:fs';
import { churnTruth } from './best-reachable.js';
import { unixDay } from '#common/calendar';
import { Catalogue } from './catalogue.js';
import { Period } from './holes.js';
import { Population } from './population.js';

it('the default set has the user and the song of the README', () => {
  const [, userId, songId] = /USER_ID=(\d+) SONG_ID=(\d+)/.exec(readFileSync('README.md', 'utf8'))!;
  const population = new Population(1, 20_000, new Period(unixDay('2017-03-30'), unixDay('2017-05-12')));
  const user = population.users.findIndex(({ uid }) => uid === Number(userId));
  expect(user).toBeGreaterThanOrEqual(0);
  // So late that the user is in the population of the newest scores.
  expect(population.users[user]!.lastDay).toBeGreaterThan(30);
  expect(new Catalogue(1, 1).id(0)).toBe(Number(songId));
});

it('is level: population, churn rate and best reachable AUC stay the same from week to week', () => {
  const period = new Period(unixDay('2017-03-30'), unixDay('2017-05-26'));
  const population = new Population(1, 4000, period);
  const weeks = ['2017-04-28', '2017-05-05', '2017-05-12'].map((date) => {
    const { probability, label } = churnTruth(population, unixDay(date) - period.firstDay);
    const churned = label.reduce((sum, left) => sum + left, 0);
    return { population: label.length, churnRate: churned / label.length, auc: rocAuc(probability, label) };
  });
  const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);
  const users = weeks.map((week) => week.population);
  expect(spread(users) / Math.min(...users)).toBeLessThan(0.05);
  expect(spread(weeks.map(({ churnRate }) => churnRate))).toBeLessThan(0.03);
  expect(spread(weeks.map(({ auc }) => auc))).toBeLessThan(0.015);
});

it('has newcomers on every day, with uids in the order of registration', () => {
  const period = new Period(unixDay('2017-03-30'), unixDay('2017-05-12'));
  const { users } = new Population(1, 4000, period);
  const newcomers = Array.from({ length: period.length }, () => 0);
  for (const { registered } of users) if (registered >= 0) newcomers[registered]!++;
  expect(Math.min(...newcomers)).toBeGreaterThan(25);
  expect(Math.max(...newcomers)).toBeLessThan(75);
  const days = users.toSorted((a, b) => a.uid - b.uid).map(({ registered }) => registered);
  expect(days).toEqual(days.toSorted((a, b) => a - b));
  expect(new Set(users.map(({ uid }) => uid)).size).toBe(4000);
});
