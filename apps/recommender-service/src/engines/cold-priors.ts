import { transpose } from '#ml';
import type { SparseRows } from '#ml';
import type { TrainedModel } from './training-engine.js';

/** A mean over songs is drawn to zero as by so many songs more: few songs say little of a singer. */
const SHRINKAGE = 2;
/** Item weights kept of a group, the largest. */
const MOST_WEIGHTS = 100;

/** What a song scores by that nobody has heard: what the songs of its singers score by in the mean. One row for each group of singers. */
export interface ColdPriors {
  /** Groups x factors. */
  vectors: Float32Array;
  /** Groups x songs: what liking a song adds to the score. Empty where factors are all. */
  itemWeights: SparseRows;
}

/** @param siblings of each group the songs by its singers, ascending. */
export function coldPriors(model: TrainedModel, siblings: readonly Int32Array[]): ColdPriors {
  return { vectors: meanVectors(model, siblings), itemWeights: meanWeights(model.itemWeights, siblings) };
}

function meanVectors({ factors, songFactors }: TrainedModel, siblings: readonly Int32Array[]): Float32Array {
  const vectors = new Float32Array(siblings.length * factors);
  siblings.forEach((songs, group) => {
    const first = group * factors;
    for (const song of songs) {
      for (let f = 0; f < factors; f++) vectors[first + f]! += songFactors[song * factors + f]!;
    }
    for (let f = 0; f < factors; f++) vectors[first + f]! /= songs.length + SHRINKAGE;
  });
  return vectors;
}

/** A song has no weight for itself, so a liked song of the singer counts by its weights for the singer's others. */
function meanWeights(itemWeights: SparseRows, siblings: readonly Int32Array[]): SparseRows {
  const bySong = transpose(itemWeights);
  const sums = new Float64Array(bySong.columns);
  const indices: number[] = [];
  const weights: number[] = [];
  const starts = new Int32Array(siblings.length + 1);
  siblings.forEach((songs, group) => {
    const touched = new Set<number>();
    for (const song of songs) {
      for (let n = bySong.starts[song]!; n < bySong.starts[song + 1]!; n++) {
        sums[bySong.indices[n]!]! += bySong.weights[n]!;
        touched.add(bySong.indices[n]!);
      }
    }
    const isSibling = new Set(songs);
    const means = Array.from(touched, (source) => {
      const others = songs.length - Number(isSibling.has(source));
      return { source, weight: sums[source]! / (others + SHRINKAGE) };
    });
    for (const source of touched) sums[source] = 0;
    const kept = means
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.source - b.source)
      .slice(0, MOST_WEIGHTS)
      .sort((a, b) => a.source - b.source);
    for (const { source, weight } of kept) {
      indices.push(source);
      weights.push(weight);
    }
    starts[group + 1] = indices.length;
  });
  return {
    rows: siblings.length,
    columns: bySong.columns,
    starts,
    indices: Int32Array.from(indices),
    weights: Float32Array.from(weights),
  };
}
