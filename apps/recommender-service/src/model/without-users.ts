import { findId } from '../interactions/sorted-ids.js';
import type { ModelArtefact } from './model-artefact.js';

type Column = BigInt64Array | Float32Array | Int32Array | Uint8Array;

/**
 * The same model without some users: their ids, vectors, histories and devices, and their part in the numbers
 * of listeners. What it learned from all users together, the vectors and weights of songs, stays until the
 * next training. Null when it knows none of them.
 */
export function withoutUsers(artefact: ModelArtefact, userIds: readonly string[]): ModelArtefact | null {
  const rows = userIds.map((userId) => findId(artefact.userIds, userId)).filter((row) => row !== -1);
  if (rows.length === 0) return null;
  const gone = Int32Array.from(new Set(rows)).sort();
  const { factors, played, listeners, isCold } = artefact;
  const left = listeners.slice();
  for (const row of gone) {
    for (let n = played.starts[row]!; n < played.starts[row + 1]!; n++) {
      const song = played.indices[n]!;
      // Pairs of cold songs have no weight: rather one listener fewer than one who is erased.
      const mayCount = played.weights[n]! > 0 || isCold[song] === 1;
      if (mayCount && left[song]! > 0) left[song]!--;
    }
  }
  const everyRow = (row: number): number => row;
  const everyVector = (row: number): number => row * factors;
  const everyPair = (row: number): number => played.starts[row]!;
  return {
    ...artefact,
    listeners: left,
    userIds: spliced(artefact.userIds, gone, everyRow),
    userFactors: spliced(artefact.userFactors, gone, everyVector),
    devices: spliced(artefact.devices, gone, everyRow),
    played: {
      rows: played.rows - gone.length,
      columns: played.columns,
      starts: startsWithout(played.starts, gone),
      indices: spliced(played.indices, gone, everyPair),
      weights: spliced(played.weights, gone, everyPair),
    },
  };
}

/**
 * The column without what belongs to some rows, ascending; a row's part reaches from its own start to that of
 * the next.
 */
function spliced<Values extends Column>(
  column: Values,
  gone: Int32Array,
  startOf: (row: number) => number,
): Values {
  const lost = gone.reduce((sum, row) => sum + startOf(row + 1) - startOf(row), 0);
  const kept = new (column.constructor as new (length: number) => Values)(column.length - lost);
  let from = 0;
  let at = 0;
  const copyTo = (to: number): void => {
    kept.set(column.subarray(from, to) as never, at);
    at += to - from;
  };
  for (const row of gone) {
    copyTo(startOf(row));
    from = startOf(row + 1);
  }
  copyTo(column.length);
  return kept;
}

function startsWithout(starts: Int32Array, gone: Int32Array): Int32Array {
  const kept = new Int32Array(starts.length - gone.length);
  let next = 0;
  let lost = 0;
  let at = 0;
  for (let row = 0; row < starts.length; row++) {
    if (row === gone[next]) {
      lost += starts[row + 1]! - starts[row]!;
      next++;
    } else kept[at++] = starts[row]! - lost;
  }
  return kept;
}
