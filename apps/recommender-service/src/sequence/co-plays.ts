import { RowCollector } from '#ml';
import type { SparseRows } from '#ml';
import { findId } from '../interactions/sorted-ids.js';
import type { Sessions } from './sessions.repository.js';

/** Songs behind one that count as heard after it: the next one 1, the one behind it a half, and so on. */
const REACH = 5;
/** Plays by which shares of songs that were rarely heard are drawn to 0. */
const SHRINKAGE = 10;
/** Songs kept of each. */
const MOST_NEXT = 50;

/** The rows of a model by the places of songs in sessions; -1: not in the model. @param ids of its songs, ascending */
export function rowsOf({ songIds }: Sessions, ids: BigInt64Array): Int32Array {
  return Int32Array.from(songIds, (id) => findId(ids, String(id)));
}

/**
 * Which songs are heard after each in the same session: the share of its plays that they follow, near ones counting
 * more (sequential rules, Ludewig and Jannach 2018). @param rows see {@link rowsOf}. @param size songs of the model.
 * @param factor of all shares. @param isCounted which sessions, by number
 */
export function countCoPlays(
  sessions: Sessions,
  rows: Int32Array,
  size: number,
  factor: number,
  isCounted: (session: number) => boolean = () => true,
): SparseRows {
  const { heard, starts } = sessions;
  const ends = new Int32Array(heard.length);
  for (let session = 0; session + 1 < starts.length; session++) {
    if (isCounted(session)) ends.fill(starts[session + 1]!, starts[session], starts[session + 1]);
  }
  const plays = playsBySong(heard, rows, ends, size);
  let most = 0;
  for (let n = 0; n < size; n++)
    most += Math.min(MOST_NEXT, REACH * (plays.starts[n + 1]! - plays.starts[n]!));
  const counted = new RowCollector(size, size, most);
  const sums = new Float64Array(size);
  for (let song = 0; song < size; song++) {
    const [from, to] = [plays.starts[song]!, plays.starts[song + 1]!];
    const met = new Set<number>();
    for (const at of plays.places.subarray(from, to)) {
      for (let next = at + 1; next < ends[at]! && next <= at + REACH; next++) {
        const row = rows[heard[next]!]!;
        if (row === -1 || row === song) continue;
        sums[row]! += 1 / (next - at);
        met.add(row);
      }
    }
    const best = [...met].sort((a, b) => sums[b]! - sums[a]! || a - b).slice(0, MOST_NEXT);
    for (const row of best.sort((a, b) => a - b)) {
      counted.add(song, row, (factor * sums[row]!) / (to - from + SHRINKAGE));
    }
    for (const row of met) sums[row] = 0;
  }
  return counted.finish();
}

/** Where each song of the model was heard, in sessions that count. */
function playsBySong(
  heard: Int32Array,
  rows: Int32Array,
  ends: Int32Array,
  size: number,
): { starts: Int32Array; places: Int32Array } {
  const starts = new Int32Array(size + 1);
  const rowAt = (at: number): number => (ends[at] === 0 ? -1 : rows[heard[at]!]!);
  for (let at = 0; at < heard.length; at++) if (rowAt(at) !== -1) starts[rowAt(at) + 1]! += 1;
  for (let row = 0; row < size; row++) starts[row + 1]! += starts[row]!;
  const next = starts.slice();
  const places = new Int32Array(starts[size]!);
  for (let at = 0; at < heard.length; at++) if (rowAt(at) !== -1) places[next[rowAt(at)]!++] = at;
  return { starts, places };
}
