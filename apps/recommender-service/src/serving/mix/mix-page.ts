import { mayBeListed, NO_CONSTRAINTS, Room } from '../../answers/constraints/constraints.js';
import type { Constraints, SongTraits } from '../../answers/constraints/constraints.js';
import type { SongPage } from '../../answers/song-ranking.js';

/** A song that may come next. */
export interface Candidate {
  songId: string;
  /** Row of a new song; -1 for one to hear again. */
  row: number;
  score: number;
  traits: SongTraits;
}

export interface MixRequest {
  limit: number;
  /** Share of songs to hear again. */
  share: number;
  /** Null: none. */
  constraints: Constraints | null;
}

/** How many songs of each kind the pages before have shown, and what these are. */
export interface ShownOfMix {
  fresh: number;
  again: number;
  traits: readonly SongTraits[];
}

/** New songs, and songs to hear again with their places in the whole page. */
export interface MixPage extends SongPage {
  again: { songId: string; score: number; place: number }[];
}

/** A mixed list ends here. */
const LONGEST_MIX = 300;

/**
 * One page of a mix. @param fresh new songs, best first, without those shown. @param again songs to
 * repeat, likewise.
 */
export function mixPage(
  fresh: readonly Candidate[],
  again: readonly Candidate[],
  request: MixRequest,
  shown: ShownOfMix,
): MixPage {
  const { share, constraints } = request;
  const room = new Room(constraints ?? NO_CONSTRAINTS);
  for (const traits of shown.traits) room.count(traits);
  const mayTake = ({ traits }: Candidate): boolean =>
    constraints === null || (mayBeListed(traits, constraints) && room.take(traits));
  const left = LONGEST_MIX - shown.fresh - shown.again;
  const limit = Math.min(request.limit, left);
  const kinds = { fresh: oneByOne(fresh, mayTake), again: oneByOne(again, mayTake) };
  const mixed = interleave(kinds, share, shown, limit + 1).map(({ song }) => song);
  const songs = mixed.slice(0, limit);
  const isNew = songs.filter(({ row }) => row !== -1);
  return {
    rows: isNew.map(({ row }) => row),
    scores: isNew.map(({ score }) => score),
    again: songs.flatMap(({ row, songId, score }, place) => (row === -1 ? [{ songId, score, place }] : [])),
    hasMore: mixed.length > limit && limit < left,
  };
}

/** The candidates one after the other, without those that may not be taken. */
function oneByOne(
  candidates: readonly Candidate[],
  mayTake: (candidate: Candidate) => boolean,
): () => Candidate | null {
  let at = 0;
  return () => {
    while (at < candidates.length) {
      const candidate = candidates[at++]!;
      if (mayTake(candidate)) return candidate;
    }
    return null;
  };
}

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
 * Mixes two rankings, so that of any first n songs share x n, and less than one more, are repeated: a
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
