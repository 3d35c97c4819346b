import type { SongDto } from '../../../apps/ingest-service/src/songs/songs.dto.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { play } from './logs-folder.js';
import { rejectedLines } from './rejected-line-samples.js';

const MAPPING = `
name: catalogue
records: csv
kind: song
ids: numeric
song: id
when: [{ column: state, not: withdrawn }]
properties:
  title: name
  genres: { column: genres, between: '|' }
  seconds: { column: ms, unit: ms }
  released: { column: day, format: DD.MM.YYYY }
  explicit: explicit
  mood: mood
`;
const CSV = `id,name,genres,ms,day,explicit,mood,state
11,First,Rock|Pop,181000,05.05.2017,no,calm,
12,Second,,,,,,
12,Second,Folk,,,yes,,
x,Third,,,,,,
0,Third,,,,,,
13,Third,,,31.02.2017,,,
14,Fourth,,,,,,withdrawn
`;

const ingest = useIngestApp({
  '20170401_1_play.log': play(1, 7, 100, 200),
  'catalogue.csv': CSV,
  'tags.jsonl': '{"song": 11, "tags": ["a", "b"], "genres": null}\n',
});

beforeAll(() => ingest.runJob('/admin/ingest/archives', { path: '.' }));

const put = (songId: number, body: object) => ingest.ask<SongDto>('PUT', `/songs/${songId}`, ADMIN, body);
const declare = (...properties: object[]) =>
  ingest.ask<object>('PUT', '/admin/song-properties', ADMIN, { properties });
const known = ({ properties }: SongDto) =>
  Object.fromEntries(properties.map(({ name, value, source }) => [name, [value, source]]));

describe('properties of songs', () => {
  it('come from the strongest source that says them', async () => {
    const before = await ingest.ask<SongDto>('GET', '/ingest/songs/7', READ);
    expect(known(before.body)).toMatchObject({ seconds: [200, 'log'] });
    await ingest.testDatabase.database.query(
      `INSERT INTO song_properties (song_id, files) VALUES (7, '{"genres": ["rock"], "language": "en"}')`,
    );
    const { status, body } = await put(7, { genres: ['pop'], seconds: 201, released: '2017-03-01' });
    expect(status).toBe(200);
    expect(known(body)).toMatchObject({
      genres: [['pop'], 'call'],
      language: ['en', 'file'],
      released: ['2017-03-01', 'call'],
      seconds: [201, 'call'],
    });
    expect(body.events).toBe(1);
    expect(known((await put(7, {})).body)).toMatchObject({
      genres: [['rock'], 'file'],
      seconds: [200, 'log'],
    });
  });

  it('may be those of a song that nobody has played', async () => {
    expect((await ingest.ask('GET', '/ingest/songs/8', READ)).status).toBe(404);
    expect((await put(8, { title: 'New' })).body).toMatchObject({ songId: '8', events: 0 });
  });

  it('are those of every song, and those that are declared', async () => {
    const unknown = await put(7, { properties: { moood: 'calm' } });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'properties_invalid' } });
    expect((await declare({ name: 'mood', type: 'text' }, { name: 'tempo', type: 'number' })).status).toBe(
      200,
    );
    const { body } = await put(7, { properties: { mood: 'calm', tempo: 96 } });
    expect(known(body)).toMatchObject({ mood: ['calm', 'call'], tempo: [96, 'call'] });
    const misspelt = await put(7, { properties: { moood: 'calm', tempo: 'fast' } });
    expect(misspelt.body).toMatchObject({
      errors: [
        'properties.moood is not declared; the nearest known one is mood',
        'properties.tempo must be a number',
      ],
    });
    const twice = await declare(
      { name: 'genres', type: 'text' },
      { name: 'a', type: 'day' },
      { name: 'a', type: 'day' },
    );
    expect(twice).toMatchObject({
      status: 400,
      body: { errors: [expect.stringContaining('genres'), expect.stringContaining('twice')] },
    });
    expect(await declare({ name: 'tempo', type: 'day' })).toMatchObject({
      status: 409,
      body: { code: 'property_type_fixed' },
    });
    expect((await declare({ name: 'mood', type: 'text' })).status).toBe(200);
    expect(await ingest.ask('GET', '/ingest/song-properties', READ)).toMatchObject({
      body: { properties: [{ name: 'mood', type: 'text' }] },
    });
  });

  it('are loaded in bulk by a mapping, once however often, with wrong records counted by reason', async () => {
    expect(await ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text: MAPPING })).toMatchObject({
      status: 200,
    });
    const load = (name: string, file: string) =>
      ingest.runJob('/admin/ingest/archives', { path: file, mapping: name });
    await declare();
    expect(JSON.stringify((await load('catalogue', 'catalogue.csv')).error)).toContain('declare it first');
    await declare({ name: 'mood', type: 'text' });
    await put(12, { title: 'Of the call' });
    for (let n = 0; n < 2; n++)
      expect(await load('catalogue', 'catalogue.csv')).toMatchObject({
        state: 'succeeded',
        result: {
          archives: { loaded: 1 },
          rejected: { song_id_malformed: 2, property_unfit: 1, record_not_selected: 1 },
        },
      });
    const lines = await rejectedLines(ingest, 'catalogue/song/catalogue.csv');
    expect(lines.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'song_id_malformed'],
      [5, 'song_id_malformed'],
      [6, 'property_unfit'],
    ]);
    const of = async (id: number) =>
      known((await ingest.ask<SongDto>('GET', `/ingest/songs/${id}`, READ)).body);
    const first = {
      title: ['First', 'file'],
      genres: [['Rock', 'Pop'], 'file'],
      seconds: [181, 'file'],
      released: ['2017-05-05', 'file'],
      explicit: [false, 'file'],
      mood: ['calm', 'file'],
    };
    expect(await of(11)).toEqual(first);
    expect(await of(12)).toEqual({
      title: ['Of the call', 'call'],
      genres: [['Folk'], 'file'],
      explicit: [true, 'file'],
    });
    // A file changes what its mapping names, and nothing else.
    const text =
      'name: tags\nrecords: lines\nkind: song\nids: numeric\nsong: song\nproperties: { tags: tags, genres: genres }\n';
    await ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text });
    await load('tags', 'tags.jsonl');
    const { genres: _, ...others } = first;
    expect(await of(11)).toEqual({ ...others, tags: [['a', 'b'], 'file'] });
  });

  it.each([
    ['properties: {}', 'properties needs a property'],
    ['song: a', 'properties goes with kind: song'],
    ['song: a\nproperties: { genres: g }\nseconds: s', 'seconds is of events'],
    ['properties: { genres: g }', 'song is missing'],
  ])('need a mapping that is whole: %j', async (members, problem) => {
    const text = `name: m\nrecords: lines\nkind: song\n${members}\n`;
    const { body } = await ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text });
    expect(JSON.stringify(body)).toContain(problem);
  });

  it('are checked', async () => {
    expect((await put(7, { availableFrom: '2017-05-02', availableTo: '2017-05-01' })).status).toBe(400);
    expect((await put(7, { genres: [''] })).status).toBe(400);
    expect((await put(7, { genre: ['pop'] })).body).toMatchObject({
      errors: [expect.stringContaining('the nearest known one is genres')],
    });
    expect((await ingest.ask('PUT', '/songs/7', READ, {})).status).toBe(403);
  });
});
