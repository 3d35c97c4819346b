import { RowCollector } from '#ml';
import { findId } from '../interactions/sorted-ids.js';
import type { ModelArtefact } from './model-artefact.js';

/**
 * The same model without some users: their ids, vectors, histories and devices, and their part in the numbers
 * of listeners. What it learned from all users together, the vectors and weights of songs, stays until the
 * next training. Null when it knows none of them.
 */
export function withoutUsers(artefact: ModelArtefact, userIds: readonly string[]): ModelArtefact | null {
  const rows = userIds.map((userId) => findId(artefact.userIds, userId)).filter((row) => row !== -1);
  if (rows.length === 0) return null;
  const gone = new Set(rows);
  const kept = Int32Array.from(artefact.userIds.keys()).filter((row) => !gone.has(row));
  const { factors, played } = artefact;
  const userFactors = new Float32Array(kept.length * factors);
  const pairs = new RowCollector(kept.length, played.columns, played.indices.length);
  kept.forEach((row, to) => {
    userFactors.set(artefact.userFactors.subarray(row * factors, (row + 1) * factors), to * factors);
    for (let n = played.starts[row]!; n < played.starts[row + 1]!; n++) {
      pairs.add(to, played.indices[n]!, played.weights[n]!);
    }
  });
  return {
    ...artefact,
    listeners: listenersWithout(artefact, gone),
    userIds: BigInt64Array.from(kept, (row) => artefact.userIds[row]!),
    userFactors,
    devices: Uint8Array.from(kept, (row) => artefact.devices[row]!),
    played: pairs.finish(),
  };
}

function listenersWithout({ played, listeners, isCold }: ModelArtefact, gone: Iterable<number>): Uint32Array {
  const left = listeners.slice();
  for (const row of gone) {
    for (let n = played.starts[row]!; n < played.starts[row + 1]!; n++) {
      const song = played.indices[n]!;
      // Pairs of cold songs have no weight: rather one listener fewer than one who is erased.
      const mayCount = played.weights[n]! > 0 || isCold[song] !== 0;
      if (mayCount && left[song]! > 0) left[song]!--;
    }
  }
  return left;
}
