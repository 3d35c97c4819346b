import { RowCollector, SeededRandom, sparseRowsFromTriples } from '#ml';
import { decodeArtefact, encodeArtefact } from './model-artefact.js';
import type { ModelArtefact } from './model-artefact.js';
import { withoutUsers } from './without-users.js';

const FACTORS = 3;
const SONGS = 12;

/** What one user brings to an artefact. */
interface User {
  id: bigint;
  device: number;
  vector: number[];
  pairs: [song: number, weight: number][];
}

function someUsers(count: number, random: SeededRandom): User[] {
  return Array.from({ length: count }, (_, n) => ({
    id: BigInt(10 * n + 1 + random.int(9)),
    device: random.int(5),
    vector: Array.from({ length: FACTORS }, () => random.next()),
    // Also nothing, and songs that were only skipped.
    pairs: Array.from({ length: SONGS }, (_, song): [number, number] => [song, random.int(3)]).filter(
      () => random.next() < 0.4,
    ),
  }));
}

function artefactOf(users: readonly User[], listeners: Uint32Array): ModelArtefact {
  const triples = users.flatMap(({ pairs }, row) => pairs.map(([song, weight]) => ({ row, song, weight })));
  return {
    factors: FACTORS,
    userIds: BigInt64Array.from(users, ({ id }) => id),
    songIds: BigInt64Array.from({ length: SONGS }, (_, n) => BigInt(1000 + n)),
    userFactors: Float32Array.from(users.flatMap(({ vector }) => vector)),
    songFactors: new Float32Array(SONGS * FACTORS).fill(0.5),
    factorShare: 0.5,
    itemWeights: sparseRowsFromTriples(
      SONGS,
      SONGS,
      Int32Array.of(0),
      Int32Array.of(1),
      Float32Array.of(0.25),
    ),
    coPlays: new RowCollector(SONGS, SONGS, 0).finish(),
    played: sparseRowsFromTriples(
      users.length,
      SONGS,
      Int32Array.from(triples, ({ row }) => row),
      Int32Array.from(triples, ({ song }) => song),
      Float32Array.from(triples, ({ weight }) => weight),
    ),
    listeners,
    isCold: new Uint8Array(SONGS),
    devices: Uint8Array.from(users, ({ device }) => device),
  };
}

function listenersOf(users: readonly User[]): Uint32Array {
  const listeners = new Uint32Array(SONGS);
  for (const { pairs } of users) for (const [song, weight] of pairs) if (weight > 0) listeners[song]!++;
  return listeners;
}

describe('a model without users', () => {
  it('is the one that the others alone would make', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed);
      const users = someUsers(1 + random.int(8), random);
      const share = [0.2, 0.5, 1][random.int(3)]!;
      const gone = new Set(users.filter(() => random.next() < share).map(({ id }) => id));
      const asked = ['0', ...[...gone].flatMap((id) => [String(id), String(id)]), '999999'];
      const left = withoutUsers(artefactOf(users, listenersOf(users)), asked);
      if (gone.size === 0) {
        expect(left).toBeNull();
        continue;
      }
      const others = users.filter(({ id }) => !gone.has(id));
      expect(encodeArtefact(left!)).toEqual(encodeArtefact(artefactOf(others, listenersOf(others))));
      expect(decodeArtefact(encodeArtefact(left!)).userIds).toEqual(left!.userIds);
    }
  });

  it('does not count a listener of a cold song, which has no weight', () => {
    const user: User = { id: 1n, device: 0, vector: [0, 0, 0], pairs: [[3, 0]] };
    const artefact = artefactOf([user, { ...user, id: 2n, pairs: [] }], new Uint32Array(SONGS));
    artefact.listeners[3] = 1;
    artefact.isCold[3] = 1;
    expect(withoutUsers(artefact, ['1'])!.listeners[3]).toBe(0);
  });

  it('leaves the first one as it was', () => {
    const users = someUsers(6, new SeededRandom(3));
    const artefact = artefactOf(users, listenersOf(users));
    const before = encodeArtefact(artefact);
    withoutUsers(artefact, [String(users[2]!.id)]);
    expect(encodeArtefact(artefact)).toEqual(before);
  });
});
