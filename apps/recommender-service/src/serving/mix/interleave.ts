/** Songs of the two kinds, taken one by one; null when there are no more. */
export interface TwoKinds<Song> {
  fresh: () => Song | null;
  again: () => Song | null;
}

/** A song of the mix. */
export interface Mixed<Song> {
  kind: keyof TwoKinds<Song>;
  song: Song;
}

/** Floating-point shares must not put a song off by one place. */
const TINY = 1e-9;

/**
 * Mixes two rankings, so that of any first n songs share x n, and less than one more, are to hear again: a
 * new song is where a whole one is due. When a kind has no more, the other goes on alone.
 * @param before songs of each kind on the pages before.
 */
export function interleave<Song>(
  kinds: TwoKinds<Song>,
  share: number,
  before: { fresh: number; again: number },
  limit: number,
): Mixed<Song>[] {
  const counts = { ...before };
  const mixed: Mixed<Song>[] = [];
  while (mixed.length < limit) {
    const due = (1 - share) * (counts.fresh + counts.again + 1);
    const wanted = counts.fresh + 1 <= due + TINY ? 'fresh' : 'again';
    const next = take(kinds, wanted) ?? take(kinds, wanted === 'again' ? 'fresh' : 'again');
    if (next === null) break;
    counts[next.kind]++;
    mixed.push(next);
  }
  return mixed;
}

function take<Song>(kinds: TwoKinds<Song>, kind: keyof TwoKinds<Song>): Mixed<Song> | null {
  const song = kinds[kind]();
  return song === null ? null : { kind, song };
}
