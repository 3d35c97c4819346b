import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { millionthsJson, millionthsOf } from './millionths.js';
import type { NamedSong } from './named-songs.js';
import type { RecommendedSongDto } from './recommendation.dto.js';

/** A song of the user's own that speaks for a shown one. */
interface ShownReason {
  song: NamedSong;
  /** Millionths. */
  contribution: number;
}

/** One song of a list, with the parts of its score in millionths: contributions and rest sum to it. */
export interface ShownSong {
  song: NamedSong;
  score: number;
  because: readonly ShownReason[];
  rest: number;
  source: RecommendedSongDto['source'];
}

/** @param reasons the contribution of each, not rounded yet */
export function shownSong(
  song: NamedSong,
  score: number,
  reasons: readonly ShownReason[],
  source: ShownSong['source'],
): ShownSong {
  const because = reasons.map((reason) => ({
    song: reason.song,
    contribution: millionthsOf(reason.contribution),
  }));
  const whole = millionthsOf(score);
  const explained = because.reduce((sum, { contribution }) => sum + contribution, 0);
  return { song, score: whole, because, rest: whole - explained, source };
}

export function songDto({ song, score, because, rest, source }: ShownSong): RecommendedSongDto {
  return {
    ...nameOf(song),
    score: score / 1e6,
    because: because.map((reason) => ({
      ...nameOf(reason.song),
      contribution: reason.contribution / 1e6,
    })),
    rest: rest / 1e6,
    source,
  };
}

/** The JSON of {@link songDto}, as bytes. */
export function songJson({ song, score, because, rest, source }: ShownSong): string {
  let reasons = '';
  for (const reason of because) {
    const comma = reasons === '' ? '' : ',';
    reasons += `${comma}{${reason.song.json},"contribution":${millionthsJson(reason.contribution)}}`;
  }
  return (
    `{${song.json},"score":${millionthsJson(score)},"because":[${reasons}],"rest":${millionthsJson(rest)},` +
    `"source":"${source}"}`
  );
}

function nameOf({ songId, title, singer }: NamedSong) {
  return { songId, title, singer };
}

/** A song of the user's own that speaks for a recommended one. */
export interface Reason {
  song: number;
  contribution: number;
}

const MOST_REASONS = 3;

/** For each recommended song the own songs that speak most for it, strongest first; none for lists that are not personal. */
export function reasonsFor(
  model: RecommenderModel,
  { vector, history }: Listener,
  songs: readonly number[],
): Reason[][] {
  if (vector === null || songs.length === 0) return songs.map(() => []);
  const { songs: own, contributions } = model.explain(history, songs);
  return songs.map((song, n) => {
    const first = n * own.length;
    return strongest(own, contributions.subarray(first, first + own.length), song);
  });
}

/** What speaks against the song is no reason; a song that was played is none for itself. */
function strongest(own: Int32Array, contributions: Float64Array, recommended: number): Reason[] {
  const found: Reason[] = [];
  let least = 0;
  for (let n = 0; n < own.length; n++) {
    const contribution = contributions[n]!;
    if (!(contribution > least) || own[n] === recommended) continue;
    const at = found.findIndex((other) => other.contribution < contribution);
    found.splice(at === -1 ? found.length : at, 0, { song: own[n]!, contribution });
    if (found.length > MOST_REASONS) found.pop();
    if (found.length === MOST_REASONS) least = found.at(-1)!.contribution;
  }
  return found;
}
