import type { SparseRows } from '#ml';

/** Songs of one user with their weights, as rows of the model; weight 0 is a song that was only skipped. */
export interface History {
  songs: Int32Array;
  weights: Float32Array;
}

/** Longest history that is folded in; of a longer one the heaviest pairs. */
const LONGEST_HISTORY = 16_384;

/** Of the songs that were heard just now so many count, the newest. */
const MOST_HEARD = 50;

/**
 * Songs that were heard just now: the last one weighs 1. @param heard rows in the order of time.
 * @param halfLife songs behind which one weighs half; null: all weigh 1.
 */
export function historyAfter(heard: readonly number[], halfLife: number | null): History {
  const rows = heard.slice(-MOST_HEARD);
  const weightOf = new Map<number, number>();
  rows.forEach((row, n) => {
    weightOf.set(row, halfLife === null ? 1 : 2 ** ((n + 1 - rows.length) / halfLife));
  });
  const songs = Int32Array.from(weightOf.keys()).sort();
  return { songs, weights: Float32Array.from(songs, (row) => weightOf.get(row)!) };
}

/** The songs that weigh something, as they are folded in. */
export function likedPart(history: History): History {
  const { songs, weights } = history.songs.length > LONGEST_HISTORY ? heaviest(history) : history;
  const liked = { songs: new Int32Array(songs.length), weights: new Float32Array(songs.length) };
  let count = 0;
  for (let n = 0; n < songs.length; n++) {
    if (!(weights[n]! > 0)) continue;
    liked.songs[count] = songs[n]!;
    liked.weights[count++] = weights[n]!;
  }
  return { songs: liked.songs.subarray(0, count), weights: liked.weights.subarray(0, count) };
}

function heaviest({ songs, weights }: History): History {
  const order = Int32Array.from(songs, (_, n) => n).sort((a, b) => weights[b]! - weights[a]! || a - b);
  const kept = order.subarray(0, LONGEST_HISTORY);
  return {
    songs: Int32Array.from(kept, (n) => songs[n]!),
    weights: Float32Array.from(kept, (n) => weights[n]!),
  };
}

/** 1 for each user with a song that weighs something. @param played users x songs */
export function usersWhoLike(played: SparseRows): Uint8Array {
  const likes = new Uint8Array(played.rows);
  for (let user = 0; user < played.rows; user++) {
    for (let n = played.starts[user]!; n < played.starts[user + 1]!; n++) {
      if (played.weights[n]! > 0) likes[user] = 1;
    }
  }
  return likes;
}
