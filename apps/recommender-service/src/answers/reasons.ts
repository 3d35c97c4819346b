import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';

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
  return songs.map((song, n) => strongest(own, contributions[n]!, song));
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
