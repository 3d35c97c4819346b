import { Logger } from '@nestjs/common';
import { countLookups, Metrics } from './metrics.js';

beforeAll(() => {
  Logger.overrideLogger(false);
});

const linesOf = async (metrics: Metrics, name: string): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith(name));
const never = new Promise<number>(() => undefined);

describe('Metrics', () => {
  it('reads a gauge at each scrape, with all its samples, and leaves out what has no value', async () => {
    const metrics = new Metrics();
    let age: number | null = null;
    metrics.gauge({ name: 'age_seconds', help: 'Age' }, () => age);
    const texts = { name: 'version', help: 'Version', labels: ['kind'] as const };
    const [churn, songs] = [
      { labels: { kind: 'churn' }, value: 3 },
      { labels: { kind: 'songs' }, value: 4 },
    ];
    metrics.gauge(texts, () => (age === null ? [churn, songs] : [churn]));
    expect(await linesOf(metrics, 'age')).toEqual([]);
    expect(await linesOf(metrics, 'version')).toEqual(['version{kind="churn"} 3', 'version{kind="songs"} 4']);
    age = 7;
    expect(await linesOf(metrics, 'age')).toEqual(['age_seconds 7']);
    expect(await linesOf(metrics, 'version')).toEqual(['version{kind="churn"} 3']);
  });

  it('keeps nothing outside of itself: two services in one process do not meet', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    for (const metrics of [one, other]) metrics.counter({ name: 'done_total', help: 'Done' }).inc();
    expect(await linesOf(one, 'done')).toEqual(['done_total 1']);
    expect(await linesOf(other, 'done')).toEqual(['done_total 1']);
  });

  it('counts look-ups of several caches under one name, from 0 on', async () => {
    const metrics = new Metrics();
    countLookups(metrics, 'names').hit(3);
    countLookups(metrics, 'lists').miss();
    expect(await linesOf(metrics, 'musicbox_cache')).toEqual([
      'musicbox_cache_lookups_total{cache="names",result="hit"} 3',
      'musicbox_cache_lookups_total{cache="names",result="miss"} 0',
      'musicbox_cache_lookups_total{cache="lists",result="hit"} 0',
      'musicbox_cache_lookups_total{cache="lists",result="miss"} 1',
    ]);
  });
});

describe('what is asked from the database', () => {
  it('is asked once for all gauges of a scrape and for scrapes that follow each other', async () => {
    const metrics = new Metrics();
    let asked = 0;
    const ask = metrics.askDatabase(() => Promise.resolve(++asked));
    metrics.gauge({ name: 'a', help: 'A' }, ask);
    metrics.gauge({ name: 'b', help: 'B' }, ask);
    await metrics.text();
    expect(await linesOf(metrics, 'a')).toEqual(['a 1']);
    expect(await linesOf(metrics, 'b')).toEqual(['b 1']);
    expect(await linesOf(metrics, 'musicbox_database_up')).toEqual(['musicbox_database_up 1']);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no such table'))],
    ['never answers', () => never],
  ])('is absent when it %s, and asked one question at a time', async (_how, fail) => {
    const metrics = new Metrics();
    let asked = 0;
    const ask = metrics.askDatabase(() => {
      asked++;
      return fail();
    });
    metrics.gauge({ name: 'jobs', help: 'Jobs' }, ask);
    const [first, second] = await Promise.all([metrics.text(), metrics.text()]);
    expect(first).toContain('musicbox_database_up 0');
    expect(first).not.toMatch(/^jobs/m);
    expect(second).toBe(first);
    expect(asked).toBe(1);
  });

  it('is back once the database answers again', async () => {
    const metrics = new Metrics();
    let broken = true;
    const ask = metrics.askDatabase(() => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(5)));
    metrics.gauge({ name: 'jobs', help: 'Jobs' }, ask);
    expect(await linesOf(metrics, 'jobs')).toEqual([]);
    broken = false;
    expect(await linesOf(metrics, 'jobs')).toEqual(['jobs 5']);
    expect(await linesOf(metrics, 'musicbox_database_up')).toEqual(['musicbox_database_up 1']);
  });
});
