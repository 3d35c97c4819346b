import { itemRows, transpose } from '#ml';
import type { SparseRows } from '#ml';
import type { ColdSongs, SongTraits } from '../interactions/cold-songs.js';
import type { TrainedModel } from './training-engine.js';

/** A mean over songs is drawn to zero as by so many songs more: few songs say little of a singer. */
const SHRINKAGE = 2;
/** Item weights of other singers' songs kept of a group, the largest. */
const MOST_OTHERS = 100;

/**
 * What a song scores by that no user has heard: what the songs of its singers score by in the mean, or what
 * its properties add up to, and more for each song of its singers that is liked, less where there are many. One
 * row for each group.
 */
export interface ColdPriors {
  /** Groups x factors. */
  vectors: Float32Array;
  /** Groups x songs: what liking a song adds to the score. */
  itemWeights: SparseRows;
}

export function coldPriors(
  model: TrainedModel,
  { siblings, traits }: Pick<ColdSongs, 'siblings' | 'traits'>,
): ColdPriors {
  const vectors = traits === null ? meanVectors(model, siblings) : traitVectors(model, traits);
  return { vectors, itemWeights: meanWeights(model.itemWeights, siblings) };
}

/** Rounds over all traits: by then the vectors of songs are explained as far as they go. */
const ROUNDS = 6;

/**
 * The mean vector of all songs and what each singer and property adds to it, by ridge regression: one trait
 * after the other takes the mean of what all others leave of its songs, drawn to zero as by {@link SHRINKAGE}
 * songs more (backfitting; Hastie, Tibshirani, Friedman 2009, page 299).
 */
function traitVectors(
  { factors, songFactors }: TrainedModel,
  { count, ofGroups, ofSongs }: SongTraits,
): Float32Array {
  const mean = new Float64Array(factors);
  songFactors.forEach((value, at) => (mean[at % factors]! += value / ofSongs.length));
  const left = songFactors.map((value, at) => value - mean[at % factors]!);
  const effects = new Float64Array(count * factors);
  const songsOf = Array.from({ length: count }, (): number[] => []);
  ofSongs.forEach((traits, song) => traits.forEach((trait) => songsOf[trait]!.push(song)));
  const change = new Float64Array(factors);
  for (let round = 0; round < ROUNDS; round++)
    songsOf.forEach((songs, trait) => {
      const from = trait * factors;
      for (let f = 0; f < factors; f++) {
        let sum = 0;
        for (const song of songs) sum += left[song * factors + f]!;
        const before = effects[from + f]!;
        const effect = (sum + songs.length * before) / (songs.length + SHRINKAGE);
        change[f] = effect - before;
        effects[from + f] = effect;
      }
      for (const song of songs) for (let f = 0; f < factors; f++) left[song * factors + f]! -= change[f]!;
    });
  return Float32Array.from({ length: ofGroups.length * factors }, (_, at) => {
    const f = at % factors;
    return ofGroups[(at - f) / factors]!.reduce(
      (sum, trait) => sum + effects[trait * factors + f]!,
      mean[f]!,
    );
  });
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

/**
 * A song has no weight for itself, so a liked song of the singer counts by its weights for the singer's
 * others, and by 1 over the root of their number: vectors distinguish thousands of singers badly, and item
 * weights may be none.
 */
function meanWeights(itemWeights: SparseRows, siblings: readonly Int32Array[]): SparseRows {
  const bySong = transpose(itemWeights);
  const sums = new Float64Array(bySong.columns);
  const rows = siblings.map((songs) => {
    const isSibling = new Set(songs);
    const others = new Set<number>();
    for (const song of songs) {
      for (let n = bySong.starts[song]!; n < bySong.starts[song + 1]!; n++) {
        const source = bySong.indices[n]!;
        sums[source]! += bySong.weights[n]!;
        if (!isSibling.has(source)) others.add(source);
      }
    }
    const mean = (source: number, count: number) => ({ source, weight: sums[source]! / (count + SHRINKAGE) });
    const liked = 1 / Math.sqrt(songs.length + SHRINKAGE);
    const own = Array.from(songs, (source) => {
      const { weight } = mean(source, songs.length - 1);
      return { source, weight: weight + liked };
    });
    const largest = Array.from(others, (source) => mean(source, songs.length))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.source - b.source)
      .slice(0, MOST_OTHERS);
    for (const source of isSibling) sums[source] = 0;
    for (const source of others) sums[source] = 0;
    const entries = [...own, ...largest].sort((a, b) => a.source - b.source);
    return {
      items: Int32Array.from(entries, ({ source }) => source),
      weights: Float64Array.from(entries, ({ weight }) => weight),
    };
  });
  return itemRows(rows, bySong.columns);
}
