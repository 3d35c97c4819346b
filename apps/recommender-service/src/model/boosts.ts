import type { Boosted } from '#kernels';

/** What scores of songs are multiplied by. */
export interface Boosts {
  /** Songs that are not refused, by factor: each once. */
  readonly groups: readonly Boosted[];
  readonly factorOf: (song: number) => number;
}

/** The score of a song with its boosts: a factor above 1 raises one below 0, too. */
export function boostedScore(boosts: Boosts | null, song: number, score: number): number {
  if (boosts === null) return score;
  const factor = boosts.factorOf(song);
  return score < 0 ? score / factor : score * factor;
}
