import { SeededRandom } from '#ml';
import { modelInMemory } from '../../../../../test/support/fixtures/model-in-memory.js';
import { factorsAlone } from '../../engines/fit-model.js';
import { NearSongs } from './near-songs.js';

const SONGS = 300;
const FACTORS = 3;
const random = new SeededRandom(5);
const model = modelInMemory({
  factors: FACTORS,
  userIds: BigInt64Array.of(1n),
  songIds: BigInt64Array.from({ length: SONGS }, (_, row) => BigInt(row)),
  userFactors: Float32Array.of(1, 0, 0),
  songFactors: Float32Array.from({ length: SONGS * FACTORS }, () => random.int(9) - 4),
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

it('are those of the 200 nearest, or the first of them, whatever was hidden or shown again meanwhile', () => {
  const near = new NearSongs({ onServed: () => undefined, current: () => null });
  const hidden = new Set<number>();
  for (let n = 0; n < 2_000; n++) {
    if (random.int(4) === 0) {
      const song = random.int(SONGS);
      if (!hidden.delete(song)) hidden.add(song);
      model.hideSongs([...hidden].map(String));
    }
    const song = random.int(6);
    const without = new Set(Array.from({ length: random.int(40) }, () => random.int(SONGS)));
    const enough = random.int(2) === 0 ? Infinity : random.int(60);
    const plain = [...model.nearestSongs(song, 200, []).indices].filter((row) => !without.has(row));
    const found = near.of(model, song, without, enough);
    expect(found.length).toBeGreaterThanOrEqual(Math.min(enough, plain.length));
    expect(found).toEqual(plain.slice(0, found.length));
  }
});
