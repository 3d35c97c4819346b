import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unixDay } from '#common/calendar';
import { Catalogue, catalogueSize } from './catalogue.js';
import type { Member } from './population.js';
import { SUBSCRIPTIONS } from './subscriptions.js';
import { SONG_TABLE, FEEDBACK_TABLE } from './tables.js';
import { populationOf } from './write-days.js';
import { writeSampleLogs } from './write-sample-logs.js';

const SET = { userCount: 400, firstDay: '2017-04-10', lastDay: '2017-04-20', seed: 5 };

describe('tables beside sample logs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tables-'));
  const rowsOf = (file: string): string[][] =>
    readFileSync(join(folder, 'logs', file), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));

  beforeAll(async () => {
    const manifest = await writeSampleLogs({ ...SET, directory: join(folder, 'logs') });
    expect(manifest.tables).toEqual([SONG_TABLE, FEEDBACK_TABLE]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('have the genre and language of the singer of each song heard, released before the logs', () => {
    const catalogue = new Catalogue(SET.seed, catalogueSize(SET.userCount));
    const songs = new Map(Array.from({ length: catalogue.size }, (_, song) => [catalogue.id(song), song]));
    const genreOf = new Map<number, string>();
    const rows = rowsOf(SONG_TABLE.path);
    expect(rows.length).toBeGreaterThan(1_000);
    for (const [id, genre, language, released] of rows) {
      const singer = catalogue.artist[songs.get(Number(id))!]!;
      expect([singer, genre]).toEqual([singer, genreOf.get(singer) ?? genre]);
      genreOf.set(singer, genre!);
      expect(['zh', 'en', 'ja']).toContain(language);
      expect(released! < SET.firstDay).toBe(true);
    }
    expect(new Set(genreOf.values()).size).toBeGreaterThan(12);
  });

  it('have subscriptions, of which payments fail before half of those who pay leave, and of few others', () => {
    const { users, period } = populationOf(SET);
    const rows = Map.groupBy(rowsOf(SUBSCRIPTIONS.path), ([user]) => Number(user));
    const paying = users.filter(({ uid }) => rows.get(uid)!.some(([, , plan]) => plan !== 'free'));
    const shareOf = (members: readonly Member[]) =>
      members.filter(({ uid }) => rows.get(uid)!.at(-1)![4] === 'yes').length / members.length;
    const leavers = paying.filter(({ lastDay }) => lastDay < period.length - 1);
    expect(leavers.length).toBeGreaterThan(50);
    expect(Math.abs(shareOf(leavers) - SUBSCRIPTIONS.effect.failsOfLeavers)).toBeLessThan(0.1);
    expect(shareOf(paying.filter((user) => !leavers.includes(user)))).toBeLessThan(0.1);
    for (const { uid, lastDay } of leavers)
      for (const [, since] of rows.get(uid)!)
        expect(unixDay(since!) - period.firstDay).toBeLessThanOrEqual(lastDay);
  });

  it('have what users said of songs that they heard: they like one to three genres, and dislike others', () => {
    const genreOf = new Map(rowsOf(SONG_TABLE.path).map(([id, genre]) => [id!, genre!]));
    const said: Record<string, Map<string, Set<string>>> = { like: new Map(), dislike: new Map() };
    const rows = rowsOf(FEEDBACK_TABLE.path);
    for (const [user, song, what, at] of rows) {
      const ofUser = said[what!]!;
      ofUser.set(user!, (ofUser.get(user!) ?? new Set()).add(genreOf.get(song!)!));
      expect(at).toMatch(/^2017-04-(1\d|20) \d\d:\d\d:\d\d$/);
    }
    for (const [user, genres] of said['like']!) {
      expect(genres.size).toBeLessThanOrEqual(3);
      expect([...genres].filter((genre) => said['dislike']!.get(user)?.has(genre))).toEqual([]);
    }
    const disliked = rows.filter(([, , what]) => what === 'dislike').length / rows.length;
    expect(rows.length).toBeGreaterThan(500);
    expect(disliked).toBeGreaterThan(0.05);
    expect(disliked).toBeLessThan(0.15);
  });
});
