import { mayBeListed, RoomForSingers } from '../../answers/constraints/constraints.js';
import type { Constraints, SongTraits } from '../../answers/constraints/constraints.js';
import type { RankedList } from '../../answers/song-lists.js';
import type { MixEnd } from '../../answers/song-page.js';
import { interleave } from './interleave.js';

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

/** A mixed list ends here: its cursor names all songs shown. */
const LONGEST_MIX = 300;

/**
 * One page of a mix. @param fresh new songs, best first, without those shown. @param again songs to hear
 * again, likewise.
 * @param shown songs of the pages before. @param shownTraits theirs.
 */
export function mixPage(
  fresh: readonly Candidate[],
  again: readonly Candidate[],
  request: MixRequest,
  shown: MixEnd,
  shownTraits: readonly SongTraits[],
): RankedList['page'] & { end: MixEnd | null } {
  const { share, constraints } = request;
  const room = new RoomForSingers(constraints?.maxPerSinger ?? Infinity);
  for (const { singers } of shownTraits) room.count(singers);
  const mayTake = ({ traits }: Candidate): boolean =>
    constraints === null || (mayBeListed(traits, constraints) && room.take(traits));
  const before = { fresh: shown.fresh.length, again: shown.again.length };
  const limit = Math.min(request.limit, LONGEST_MIX - before.fresh - before.again);
  const kinds = { fresh: oneByOne(fresh, mayTake), again: oneByOne(again, mayTake) };
  const mixed = interleave(kinds, share, before, limit + 1).map(({ song }) => song);
  return described(mixed, limit, shown);
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

function described(
  mixed: readonly Candidate[],
  limit: number,
  shown: MixEnd,
): RankedList['page'] & { end: MixEnd | null } {
  const songs = mixed.slice(0, limit);
  const fresh = songs.filter(({ row }) => row !== -1);
  const again = songs.flatMap(({ row, songId, score }, place) =>
    row === -1 ? [{ songId, score, place }] : [],
  );
  const end: MixEnd = {
    fresh: [...shown.fresh, ...fresh.map(({ row }) => row)],
    again: [...shown.again, ...again.map(({ songId }) => songId)],
    at: shown.at,
  };
  const isLongest = end.fresh.length + end.again.length >= LONGEST_MIX;
  return {
    rows: fresh.map(({ row }) => row),
    scores: fresh.map(({ score }) => score),
    again,
    end: mixed.length > limit && !isLongest ? end : null,
  };
}
