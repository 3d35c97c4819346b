import { loadavg } from 'node:os';
import type { SongProperties } from '#common';
import type { Conditions } from '#common/conditions';
import { SeededRandom } from '#ml';
import { PLAIN_REQUEST } from '../../apps/recommender-service/src/answers/best-songs.js';
import { NO_CONSTRAINTS } from '../../apps/recommender-service/src/answers/constraints/constraints.js';
import type { Constraints } from '../../apps/recommender-service/src/answers/constraints/constraints.js';
import { SongFacts } from '../../apps/recommender-service/src/answers/constraints/song-facts.js';
import { rankSongs } from '../../apps/recommender-service/src/answers/song-ranking.js';
import { factorsAlone } from '../../apps/recommender-service/src/engines/fit-model.js';
import type { Listener } from '../../apps/recommender-service/src/listener/listener.js';
import { modelInMemory } from '../../test/support/fixtures/model-in-memory.js';
import { factorsLikeTrained } from './search.bench.js';

const FACTORS = 64;
const LIMIT = 20;
const QUERIES = 100;
const TURNS = 5;

const condition = (property: string, is: string): Conditions => ({
  match: 'all',
  conditions: [{ property, is: [is] }],
});

/** What is asked of the songs, by name: none, filters that leave some, availability of which a tenth has not begun, a boost. */
const ASKED: [name: string, asked: Constraints | null][] = [
  ['no filter', null],
  ['leaves 50 %', { ...NO_CONSTRAINTS, filters: [condition('half', 'yes')] }],
  ['leaves 10 %', { ...NO_CONSTRAINTS, filters: [condition('tenth', 'yes')] }],
  ['leaves 0.1 %', { ...NO_CONSTRAINTS, filters: [condition('thousandth', 'yes')] }],
  ['availability', { ...NO_CONSTRAINTS, available: { day: '2017-05-12', region: null } }],
  ['one boost', { ...NO_CONSTRAINTS, boosts: [{ factor: 1.5, filter: condition('tenth', 'yes') }] }],
];

/** Processor milliseconds of a list of 20 songs with filters, each user once, in turns with lists without one. */
export async function measureFilters(songs: number, even: boolean): Promise<void> {
  const { users, songs: table } = await factorsLikeTrained(songs, even);
  const random = new SeededRandom(3);
  const model = modelInMemory({
    factors: FACTORS,
    userIds: BigInt64Array.of(1n),
    songIds: BigInt64Array.from({ length: songs }, (_, row) => BigInt(row)),
    userFactors: users.slice(0, FACTORS),
    songFactors: table,
    ...factorsAlone(songs),
    played: {
      rows: 1,
      columns: songs,
      starts: Int32Array.of(0, 1),
      indices: Int32Array.of(0),
      weights: Float32Array.of(1),
    },
    listeners: new Uint32Array(songs),
    isCold: new Uint8Array(songs),
    devices: Uint8Array.of(1),
  });
  const facts = new SongFacts(songs);
  for (let row = 0; row < songs; row++) facts.add(row, null, null, drawnProperties(random));
  facts.close();
  const times = ASKED.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn++)
    for (const [n, [, asked]] of ASKED.entries()) {
      const began = process.cpuUsage();
      for (let query = 0; query < QUERIES; query++)
        rankSongs(model, listenerOf(users, turn * QUERIES + query), {
          ...PLAIN_REQUEST,
          limit: LIMIT,
          constraints: asked === null ? null : { facts, asked },
        });
      const { user, system } = process.cpuUsage(began);
      times[n]!.push((user + system) / 1000 / QUERIES);
    }
  const medians = times.map((of) => of.sort((a, b) => a - b)[TURNS >> 1]!);
  console.log(
    `${songs} songs, ${even ? 'equal norms' : 'norms as trained'}, load ${loadavg()[0]!.toFixed(1)}`,
  );
  for (const [n, [name]] of ASKED.entries())
    console.log(`  ${name}: ${medians[n]!.toFixed(3)} ms, ${(medians[n]! / medians[0]!).toFixed(2)}`);
}

function drawnProperties(random: SeededRandom): SongProperties {
  const is = (share: number): string => (random.next() < share ? 'yes' : 'no');
  const always = { half: is(0.5), tenth: is(0.1), thousandth: is(0.001) };
  return random.next() < 0.1 ? { ...always, availableFrom: '2018-01-01' } : always;
}

function listenerOf(users: Float32Array, n: number): Listener {
  const user = n % (users.length / FACTORS);
  return {
    source: 'model',
    vector: users.subarray(user * FACTORS, (user + 1) * FACTORS),
    history: { songs: Int32Array.of(0), weights: Float32Array.of(1) },
    freshEvents: 0,
  };
}
