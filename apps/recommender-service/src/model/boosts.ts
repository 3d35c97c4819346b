import { RowBits } from '#kernels';
import type { Boosted } from '#kernels';

/** What scores of songs are multiplied by. */
export interface Boosts {
  /** Songs that are not refused, by factor: each once. */
  readonly groups: readonly Boosted[];
  readonly factorOf: (song: number) => number;
}

/** @param factors of each song */
export function boostsOf(factors: Float64Array, refused: RowBits | null): Boosts {
  const known = [...new Set(factors)];
  const numbers = Uint8Array.from(factors, (factor) => known.indexOf(factor));
  const groups = known.map((factor, number) => {
    const others = new RowBits(factors.length).with(refused ?? []);
    numbers.forEach((one, song) => one !== number && others.set(song, true));
    return { factor, others };
  });
  return { groups, factorOf: (song) => known[numbers[song]!]! };
}

/** The score of a song with its boosts: a factor above 1 raises one below 0, too. */
export function boostedScore(boosts: Boosts | null, song: number, score: number): number {
  if (boosts === null) return score;
  const factor = boosts.factorOf(song);
  return score < 0 ? score / factor : score * factor;
}

/** The score without boosts. */
export function unboosted(boosts: Boosts | null, song: number, score: number): number {
  if (boosts === null) return score;
  const factor = boosts.factorOf(song);
  return score < 0 ? score * factor : score / factor;
}
