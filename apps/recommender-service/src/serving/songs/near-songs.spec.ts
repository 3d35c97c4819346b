import { ModelVersion } from '#common';
import { SeededRandom } from '#ml';
import { modelInMemory } from '../../../../../test/support/fixtures/model-in-memory.js';
import { until } from '../../../../../test/support/until.js';
import { factorsAlone } from '../../engines/fit-model.js';
import { ServiceEnd } from '../../registry/service-end.js';
import { NearSongs } from './near-songs.js';

const SONGS = 300;
const FACTORS = 3;
const random = new SeededRandom(5);
const modelOf = (songs: number) =>
  modelInMemory({
    factors: FACTORS,
    userIds: BigInt64Array.of(1n),
    songIds: BigInt64Array.from({ length: songs }, (_, row) => BigInt(row)),
    userFactors: Float32Array.of(1, 0, 0),
    songFactors: Float32Array.from({ length: songs * FACTORS }, () => random.int(9) - 4),
    ...factorsAlone(songs),
    played: {
      rows: 1,
      columns: songs,
      starts: Int32Array.of(0, 1),
      indices: Int32Array.of(0),
      weights: Float32Array.of(1),
    },
    listeners: Uint32Array.from({ length: songs }, () => random.int(9)),
    isCold: new Uint8Array(songs),
    devices: Uint8Array.of(1),
  });
const model = modelOf(SONGS);

it('are those of the 200 nearest, or the first of them, whatever was hidden or shown again meanwhile', () => {
  const near = new NearSongs({ onServed: () => undefined, current: () => null }, new ServiceEnd());
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

it('are looked up ahead of requests, most heard first, until another version is served or the service stops', async () => {
  const served = [30, 30, 30].map((songs) => {
    const version = { version: new ModelVersion(), model: modelOf(songs), lookedUp: [] as number[] };
    const nearest = version.model.nearestSongs.bind(version.model);
    version.model.nearestSongs = (song, ...rest) => {
      version.lookedUp.push(song);
      return nearest(song, ...rest);
    };
    return version;
  });
  let current = served[0]!;
  let serve = (): void => undefined;
  const end = new ServiceEnd();
  const live = { onServed: (listener: () => void) => (serve = listener), current: () => current };
  const near = new NearSongs(live, end);
  const isLookedUp = async (songs: number): Promise<void> => {
    serve();
    await until(() => current.lookedUp.length >= songs, 'songs to be looked up ahead');
  };

  await isLookedUp(2);
  current = served[1]!;
  await isLookedUp(30);
  const [replaced, whole] = served.map(({ lookedUp }) => lookedUp);
  expect(replaced!.length).toBeLessThan(30);
  expect(whole).toEqual([...current.model.popular]);
  for (const song of whole!.slice()) near.of(current.model, song, new Set(), 1);
  expect(whole!.length).toBe(30);

  current = served[2]!;
  await isLookedUp(1);
  end.beforeApplicationShutdown();
  const before = current.lookedUp.length;
  await near.ahead();
  expect(current.lookedUp.length).toBe(before);
});
