import type { Excluded } from '#kernels';
import { SeededRandom } from '#ml';
import type { Condition, Conditions } from '#common/conditions';
import { constrained, limitsRoom } from '../answers/constraints/constraints.js';
import type { Constraints } from '../answers/constraints/constraints.js';
import { SongFacts } from '../answers/constraints/song-facts.js';
import { singersIn } from '../interactions/singers.js';
import { firstSongs, rankSongs } from '../answers/song-ranking.js';
import type { SongRequest } from '../answers/best-songs.js';
import { factorsAlone } from '../engines/fit-model.js';
import type { Listener } from '../listener/listener.js';
import { modelInMemory } from '../../../../test/support/fixtures/model-in-memory.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { alsoExcluded } from '../model/row-lists.js';
import { fillRows } from './home/home-rows.js';
import { mixPage } from './mix/mix-page.js';
import type { Candidate } from './mix/mix-page.js';

const SONGS = 40;
const FACTORS = 3;
const SITUATIONS = 10_000;
/** Lists of each; a start page has three. */
const OWN_LISTS = 4;
const random = new SeededRandom(20_261_126);
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'];
const singerIds = NAMES.map((name) => singersIn(name)[0]!.singerId);
const chance = (share: number): boolean => random.next() < share;
const some = (share: number): number[] =>
  Array.from({ length: SONGS }, (_, row) => row).filter(() => chance(share));

function modelOfAnything(): RecommenderModel {
  return modelInMemory({
    factors: FACTORS,
    userIds: BigInt64Array.of(1n),
    songIds: BigInt64Array.from({ length: SONGS }, (_, row) => BigInt(row)),
    userFactors: Float32Array.of(1, 0, 0),
    // Few values, so that scores tie.
    songFactors: Float32Array.from({ length: SONGS * FACTORS }, () => random.int(5) / 4 - 0.25),
    ...factorsAlone(SONGS),
    played: {
      rows: 1,
      columns: SONGS,
      starts: Int32Array.of(0, 1),
      indices: Int32Array.of(0),
      weights: Float32Array.of(1),
    },
    listeners: Uint32Array.from({ length: SONGS }, () => random.int(9)),
    isCold: new Uint8Array(SONGS),
    devices: Uint8Array.of(1),
  });
}
const model = modelOfAnything();

const GENRES = ['rock', 'pop', 'folk'];
const DAYS = ['2017-01-01', '2017-02-01', '2017-03-01'];
const TODAY = '2017-02-01';
type Properties = Record<string, string[] | string | boolean>;
/** Of each song of the facts, kept for this test alone. */
const propertiesOf = new WeakMap<SongFacts, Properties[]>();

const oneOf = <Value>(values: readonly Value[]): Value => values[random.int(values.length)]!;

function someProperties(): Properties {
  return {
    ...(chance(0.7) ? { genres: GENRES.filter(() => chance(0.5)) } : {}),
    ...(chance(0.5) ? { explicit: chance(0.5) } : {}),
    ...(chance(0.8) ? { released: oneOf(DAYS) } : {}),
    ...(chance(0.2) ? { availableFrom: oneOf(DAYS) } : {}),
    ...(chance(0.2) ? { availableTo: oneOf(DAYS) } : {}),
    ...(chance(0.2) ? { regions: ['TW', 'HK'].filter(() => chance(0.5)) } : {}),
  };
}

function someConditions(): Conditions {
  const conditions: Condition[] = [
    { property: 'genres', is: [oneOf(GENRES)] },
    { property: 'genres', not: [oneOf(GENRES)] },
    { property: 'explicit', yes: chance(0.5) },
    { property: 'released', from: oneOf(DAYS) },
  ].filter(() => chance(0.4));
  const match = chance(0.5) ? 'all' : 'any';
  return { match, conditions: conditions.length > 0 ? conditions : [{ property: 'seconds', atLeast: 60 }] };
}

function someFacts(): SongFacts {
  const facts = new SongFacts(SONGS);
  const all: Properties[] = [];
  for (let row = 0; row < SONGS; row++) {
    const text = chance(0.1) ? null : NAMES.filter(() => chance(0.25)).join('&');
    all.push(someProperties());
    facts.add(row, text, chance(0.1) ? null : 30 + random.int(300), all[row]);
  }
  facts.close();
  propertiesOf.set(facts, all);
  return facts;
}

function someConstraints(): Constraints {
  const singers = (): Set<string> => new Set(singerIds.filter(() => chance(0.3)));
  return {
    maxPerSinger: chance(0.7) ? 1 + random.int(3) : Infinity,
    maxPerGenre: chance(0.3) ? 1 + random.int(9) : Infinity,
    includeSingers: chance(0.4) ? singers() : null,
    excludeSingers: chance(0.4) ? singers() : new Set(),
    minSeconds: chance(0.4) ? 30 + random.int(200) : 0,
    maxSeconds: chance(0.4) ? 230 + random.int(200) : Infinity,
    filters: chance(0.5) ? [someConditions()] : [],
    available: chance(0.3) ? { day: TODAY, region: oneOf([null, 'TW']) } : null,
    boosts: chance(0.3) ? [0.5, 3].map((factor) => ({ factor, filter: someConditions() })) : [],
    isAsked: true,
  };
}

function someListener(): Listener {
  const songs = Int32Array.from(some(0.2));
  const vector = chance(0.2) ? null : Float32Array.from({ length: FACTORS }, () => random.next() - 0.3);
  return {
    source: vector === null ? 'popular' : 'model',
    vector,
    history: { songs, weights: new Float32Array(songs.length).fill(1) },
    freshEvents: 0,
  };
}

function isMet({ match, conditions }: Conditions, own: Properties, seconds: number | null): boolean {
  const genres = (own['genres'] ?? []) as string[];
  const met = conditions.map(({ property, is = [], not = [], yes, from, atLeast }) => {
    if (property === 'seconds') return seconds !== null && seconds >= atLeast!;
    if (property === 'explicit') return own['explicit'] === yes;
    if (property === 'released') return 'released' in own && String(own['released']) >= from!;
    return is.length > 0 ? genres.includes(is[0]!) : !genres.includes(not[0]!);
  });
  return match === 'all' ? !met.includes(false) : met.includes(true);
}

function isThere({ availableFrom, availableTo, regions }: Properties, region: string | null): boolean {
  if (availableFrom !== undefined && TODAY < String(availableFrom)) return false;
  if (availableTo !== undefined && TODAY > String(availableTo)) return false;
  return regions === undefined || (region !== null && (regions as string[]).includes(region));
}

/** Scores with boosts, by the plain scores of a list without constraints. */
function boostedFaults(
  rows: readonly number[],
  scores: readonly number[],
  of: Situation,
  request: SongRequest,
): string[] {
  const { facts, asked, listener } = of;
  const plain = rankSongs(model, listener, {
    ...request,
    constraints: null,
    diversity: 0,
    minScore: -Infinity,
    limit: SONGS,
  });
  const all = propertiesOf.get(facts)!;
  const wrong = rows.filter((row, n) => {
    const factor = asked.boosts
      .filter(({ filter }) => isMet(filter, all[row]!, facts.traits(row).seconds))
      .reduce((product, boost) => product * boost.factor, 1);
    const score = plain.scores[plain.rows.indexOf(row)]!;
    return Math.abs(scores[n]! - (score < 0 ? score / factor : score * factor)) > 1e-6;
  });
  const isSorted = scores.every((score, n) => n === 0 || score <= scores[n - 1]! + 1e-9);
  return [
    ...(wrong.length > 0 ? ['another score'] : []),
    ...(isSorted || request.diversity > 0 ? [] : ['not in order']),
  ];
}

/** What a list does wrong, looked at by rules written for this test alone. */
function faultsOf(
  rows: readonly number[],
  facts: SongFacts,
  constraints: Constraints,
  out: ReadonlySet<number>,
): string[] {
  const { maxPerGenre, available } = constraints;
  const { maxPerSinger, includeSingers, excludeSingers, minSeconds, maxSeconds } = constraints;
  const faults: string[] = [];
  const counts = new Map<string, number>();
  const genres = new Map<string, number>();
  if (new Set(rows).size < rows.length) faults.push('a song twice');
  for (const row of rows) {
    const { singers, seconds } = facts.traits(row);
    const ids = singers.map(({ singerId }) => singerId);
    if (out.has(row)) faults.push('a song that is hidden, left out or played');
    if (includeSingers !== null && !ids.some((id) => includeSingers.has(id)))
      faults.push('of another singer');
    if (ids.some((id) => excludeSingers.has(id))) faults.push('of an excluded singer');
    if (minSeconds > 0 && (seconds ?? -1) < minSeconds) faults.push('too short');
    if (maxSeconds < Infinity && (seconds ?? Infinity) > maxSeconds) faults.push('too long');
    const own = propertiesOf.get(facts)![row]!;
    if (!constraints.filters.every((filter) => isMet(filter, own, seconds))) faults.push('not as the filter');
    if (available !== null && !isThere(own, available.region)) faults.push('not available');
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const genre of (own['genres'] ?? []) as string[]) genres.set(genre, (genres.get(genre) ?? 0) + 1);
  }
  if ([...counts.values()].some((count) => count > maxPerSinger)) faults.push('too many of a singer');
  if ([...genres.values()].some((count) => count > maxPerGenre)) faults.push('too many of a genre');
  return faults;
}

interface Situation {
  facts: SongFacts;
  asked: Constraints;
  hidden: Set<number>;
  listener: Listener;
}

function hide(rows: Iterable<number>): Set<number> {
  const hidden = new Set(rows);
  model.hideSongs([...hidden].map(String));
  return hidden;
}

/** A whole list of a user in pages of some length; songs may be hidden and shown again between two of them. */
function listOfUser({ facts, asked, hidden, listener }: Situation, changes: boolean): string[] {
  const request: SongRequest = {
    limit: 1 + random.int(9),
    exclude: some(0.05),
    include: chance(0.2) ? some(0.5) : null,
    includePlayed: chance(0.3),
    diversity: chance(0.3) ? random.next() : 0,
    minScore: chance(0.2) ? random.next() / 4 : -Infinity,
    constraints: { facts, asked },
  };
  const played = new Set(listener.history.songs);
  const always = new Set([...request.exclude, ...(request.includePlayed ? [] : played)]);
  const inOnePage = rankSongs(model, listener, { ...request, limit: 200 });
  const rows: number[] = [];
  let hasMore: boolean;
  let now = hidden;
  const faults: string[] = [];
  do {
    const page = rankSongs(model, listener, request, rows);
    if (page.rows.some((row) => now.has(row))) faults.push('hidden since');
    if (page.scores.some((score) => score < -100)) faults.push('a score that is none');
    rows.push(...page.rows);
    hasMore = page.hasMore;
    if (changes && chance(0.5)) now = hide(some(0.1));
  } while (hasMore);
  if (!changes && rows.join() !== inOnePage.rows.join()) faults.push('other pages than the whole list');
  if (request.include !== null && rows.some((row) => !request.include!.includes(row)))
    faults.push('not included');
  hide(hidden);
  faults.push(
    ...boostedFaults(inOnePage.rows, inOnePage.scores, { facts, asked, hidden, listener }, request),
  );
  const allowed = some(1).filter((row) => faultsOf([row], facts, asked, new Set()).length === 0);
  if (facts.left(asked) !== allowed.length) faults.push('another count of songs left');
  const isWhole = !limitsRoom(asked) && request.diversity === 0 && request.minScore === -Infinity;
  const listed = allowed.filter((row) => !always.has(row) && !hidden.has(row));
  const expected = listed.filter((row) => request.include?.includes(row) ?? true);
  if (isWhole && inOnePage.rows.length !== expected.length) faults.push('a song is missing');
  return [...faults, ...faultsOf(rows, facts, asked, always)];
}

function listOfMix({ facts, asked, hidden, listener }: Situation): string[] {
  const played = [...listener.history.songs].filter((row) => !hidden.has(row));
  const candidate = (row: number, isFresh: boolean): Candidate => ({
    songId: String(row),
    row: isFresh ? row : -1,
    score: 1,
    traits: facts.traits(row),
  });
  const fresh = some(1).filter((row) => !hidden.has(row) && !listener.history.songs.includes(row));
  const request = { limit: 1 + random.int(9), share: random.next(), constraints: asked };
  const rows: number[] = [];
  const shown = { fresh: 0, again: 0 };
  let hasMore: boolean;
  do {
    const page = mixPage(
      fresh.filter((row) => !rows.includes(row)).map((row) => candidate(row, true)),
      played.filter((row) => !rows.includes(row)).map((row) => candidate(row, false)),
      request,
      { ...shown, traits: rows.map(facts.traits) },
    );
    rows.push(...page.rows, ...page.again.map(({ songId }) => Number(songId)));
    shown.fresh += page.rows.length;
    shown.again += page.again.length;
    hasMore = page.hasMore;
  } while (hasMore);
  const greedy = constrained(
    some(1),
    facts.traits,
    { ...asked, maxPerSinger: Infinity, maxPerGenre: Infinity },
    SONGS,
  );
  const left = greedy.filter((row) => !hidden.has(row) && !rows.includes(row));
  const missing = !limitsRoom(asked) && left.length > 0 ? ['a song is missing'] : [];
  return [...missing, ...faultsOf(rows, facts, asked, hidden)];
}

function listOfNearest({ facts, asked, hidden }: Situation): string[] {
  const song = random.int(SONGS);
  const nearest = (refused: Excluded) => (k: number) =>
    model.songs.nearest(model.songs.vector(song), k, alsoExcluded(refused, [song]));
  const { rows } = firstSongs(nearest, 1 + random.int(30), { facts, asked });
  return faultsOf(rows, facts, asked, new Set([song, ...hidden]));
}

function listOfOwn({ facts, asked }: Situation): string[] {
  const limit = 1 + random.int(30);
  const rows = constrained(some(0.6), facts.traits, asked, limit);
  return [...(rows.length > limit ? ['too long'] : []), ...faultsOf(rows, facts, asked, new Set())];
}

/** The faults of each row, empty ones counted. */
function rowsOfHome({ facts, asked }: Situation): string[][] {
  const candidates = (['made_for_you', 'again', 'trending'] as const).map((kind) => ({
    kind,
    songIds: some(0.6).map(String),
  }));
  const rows = fillRows(candidates, 1 + random.int(9), asked, (songId) => facts.traits(Number(songId)));
  const all = rows.flatMap(({ songIds }) => songIds);
  const ofAll = new Set(all).size < all.length ? ['a song in two rows'] : [];
  return candidates.map(({ kind }) => {
    const songIds = rows.find((row) => row.kind === kind)?.songIds ?? [];
    return [...ofAll, ...faultsOf(songIds.map(Number), facts, asked, new Set())];
  });
}

describe('lists with constraints', () => {
  it('break none of them in 100,000 lists', () => {
    const faults = new Map<string, number>();
    let lists = 0;
    for (let n = 0; n < SITUATIONS; n++) {
      const hidden = hide(some(0.1));
      const situation = { facts: someFacts(), asked: someConstraints(), hidden, listener: someListener() };
      const found = [
        listOfUser(situation, n % 3 === 0),
        listOfMix(situation),
        listOfNearest(situation),
        ...Array.from({ length: OWN_LISTS }, () => listOfOwn(situation)),
        ...rowsOfHome(situation),
      ];
      lists += found.length;
      for (const fault of found.flat()) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
    expect(lists).toBe(100_000);
    expect([...faults]).toEqual([]);
  }, 180_000);
});
