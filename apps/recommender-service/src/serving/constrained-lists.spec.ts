import type { Excluded } from '#kernels';
import { SeededRandom } from '#ml';
import { constrained } from '../answers/constraints/constraints.js';
import type { Constraints } from '../answers/constraints/constraints.js';
import { SongFacts } from '../answers/constraints/song-facts.js';
import { singersIn } from '../interactions/singers.js';
import { firstSongs, rankSongs } from '../answers/song-ranking.js';
import type { SongRequest } from '../answers/best-songs.js';
import { factorsAlone } from '../engines/fit-model.js';
import type { Listener } from '../listener/listener.js';
import { modelInMemory } from '../model/model-in-memory.fixture.js';
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

function someFacts(): SongFacts {
  const facts = new SongFacts(SONGS);
  for (let row = 0; row < SONGS; row++) {
    const text = chance(0.1) ? null : NAMES.filter(() => chance(0.25)).join('&');
    facts.add(row, text, chance(0.1) ? null : 30 + random.int(300));
  }
  return facts;
}

function someConstraints(): Constraints {
  const singers = (): Set<string> => new Set(singerIds.filter(() => chance(0.3)));
  return {
    maxPerSinger: chance(0.7) ? 1 + random.int(3) : Infinity,
    includeSingers: chance(0.4) ? singers() : null,
    excludeSingers: chance(0.4) ? singers() : new Set(),
    minSeconds: chance(0.4) ? 30 + random.int(200) : 0,
    maxSeconds: chance(0.4) ? 230 + random.int(200) : Infinity,
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

/** What a list does wrong, looked at by rules written for this test alone. */
function faultsOf(
  rows: readonly number[],
  facts: SongFacts,
  constraints: Constraints,
  out: ReadonlySet<number>,
): string[] {
  const { maxPerSinger, includeSingers, excludeSingers, minSeconds, maxSeconds } = constraints;
  const faults: string[] = [];
  const counts = new Map<string, number>();
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
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  if ([...counts.values()].some((count) => count > maxPerSinger)) faults.push('too many of a singer');
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
  const greedy = constrained(some(1), facts.traits, { ...asked, maxPerSinger: Infinity }, SONGS);
  const left = greedy.filter((row) => !hidden.has(row) && !rows.includes(row));
  const missing = asked.maxPerSinger === Infinity && left.length > 0 ? ['a song is missing'] : [];
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
