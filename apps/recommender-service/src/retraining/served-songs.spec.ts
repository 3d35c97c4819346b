import { SeededRandom, sparseRowsFromTriples } from '#ml';
import { factorsAlone } from '../engines/fit-model.js';
import { coldPriors } from '../engines/cold-priors.js';
import { coldSongs } from '../interactions/cold-songs.js';
import { buildInteractionMatrix, countListeners } from '../interactions/interaction-matrix.js';
import { SongSingersCollector } from '../interactions/song-singers.js';
import { playedInTable, servedPlaces, servedSongs } from './served-songs.js';
import { PairCollector } from '../../../../test/support/fixtures/pair-collector.js';

const SONGS = 30;
const FACTORS = 3;

/** Even songs have two listeners or more, odd ones at most one; each of five singers has songs of both kinds. */
function anything(seed: number, hasItemWeights: boolean) {
  const random = new SeededRandom(seed);
  const pairs = new PairCollector();
  const singers = new SongSingersCollector();
  for (let song = 0; song < SONGS; song++) {
    singers.add(String(100 + song), `S${song % 5}`, 1);
    const listeners = song % 2 === 0 ? 2 + random.int(3) : random.int(2);
    for (let user = 0; user < listeners; user++) pairs.add(user, 100 + song, 0.5 + random.next(), 1);
  }
  const table = pairs.finish();
  const matrix = buildInteractionMatrix(table, 'all', 2);
  const songs = matrix.tableSongs.length;
  const values = (length: number) => Float32Array.from({ length }, () => random.normal());
  const rows = Int32Array.from({ length: 90 }, () => random.int(songs));
  const columns = Int32Array.from({ length: 90 }, () => random.int(songs));
  const items = hasItemWeights
    ? { factorShare: 0.4, itemWeights: sparseRowsFromTriples(songs, songs, rows, columns, values(90)) }
    : factorsAlone(songs);
  const model = {
    factors: FACTORS,
    userFactors: values(table.userIds.length * FACTORS),
    songFactors: values(songs * FACTORS),
    ...items,
  };
  const cold = coldSongs(table, matrix, singers.finish(), 1);
  const places = servedPlaces(table, matrix, cold);
  const listeners = countListeners(table, table.weights);
  const served = {
    ...servedSongs(model, places, listeners, cold, 0.5),
    played: playedInTable(table, places),
  };
  return { table, matrix, model, cold, served };
}

describe.each([true, false])('servedSongs, with item weights: %s', (hasItemWeights) => {
  const { table, matrix, model, cold, served } = anything(3, hasItemWeights);
  const rowOf = (songId: bigint): number => served.songIds.indexOf(songId);
  const vector = (vectors: Float32Array, row: number) => [
    ...vectors.subarray(row * FACTORS, (row + 1) * FACTORS),
  ];
  const weightsFor = (row: number): number[] =>
    Array.from({ length: served.songIds.length }, (_, source) => {
      const from = served.itemWeights.starts[source]!;
      const at = served.itemWeights.indices
        .subarray(from, served.itemWeights.starts[source + 1])
        .indexOf(row);
      return at === -1 ? 0 : served.itemWeights.weights[from + at]!;
    });

  it('stand by ascending id, the cold ones marked', () => {
    expect(served.songIds.toSorted()).toEqual(served.songIds);
    expect(served.songIds).toHaveLength(SONGS);
    served.songIds.forEach((id, row) => {
      expect(served.isCold[row]).toBe(Number(id % 2n));
    });
  });

  it('leave what was learned as it was', () => {
    matrix.tableSongs.forEach((song, n) => {
      const row = rowOf(table.songIds[song]!);
      expect(vector(served.songFactors, row)).toEqual(vector(model.songFactors, n));
      expect(served.listeners[row]).toBe(matrix.listeners[n]);
    });
    const sum = (weights: Float32Array) => weights.reduce((total, weight) => total + weight, 0);
    const ofWarm = served.itemWeights.weights.filter(
      (_, n) => served.isCold[served.itemWeights.indices[n]!] === 0,
    );
    expect(sum(ofWarm)).toBeCloseTo(sum(model.itemWeights.weights), 4);
  });

  it('give cold songs the vector and the weights of their singers, by the scale', () => {
    const priors = coldPriors(model, cold);
    cold.songIds.forEach((id, n) => {
      const row = rowOf(id);
      const group = cold.groups[n]!;
      expect(vector(served.songFactors, row)).toEqual(
        vector(priors.vectors, group).map((value) => Math.fround(value / 2)),
      );
      const total = weightsFor(row).reduce((sum, weight) => sum + weight, 0);
      const { starts, weights } = priors.itemWeights;
      const expected = weights
        .subarray(starts[group], starts[group + 1])
        .reduce((sum, weight) => sum + weight, 0);
      expect(total).toBeCloseTo(expected / 2, 5);
    });
  });

  it('hold who has met a cold song, and learn nothing from it', () => {
    let met = 0;
    for (let user = 0; user < served.played.rows; user++) {
      const from = served.played.starts[user]!;
      const own = served.played.indices.subarray(from, served.played.starts[user + 1]);
      expect(own.toSorted()).toEqual(own);
      own.forEach((row, n) => {
        if (served.isCold[row] === 1) met++;
        expect(served.played.weights[from + n]! > 0).toBe(served.isCold[row] === 0);
      });
    }
    const heard = served.listeners.filter((_, row) => served.isCold[row] === 1);
    expect(met).toBeGreaterThan(0);
    expect(met).toBe(heard.reduce((sum, count) => sum + count, 0));
  });
});
