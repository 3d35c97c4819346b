import type { TreeEnsemble } from '../trees/tree-ensemble.js';
import { packArrays } from './array-bytes.js';
import type { StoredArray } from './array-bytes.js';

/** First numbers of an encoded ensemble, by its output. */
export const BOOSTING_FORMAT = 2;
export const FOREST_FORMAT = 3;

/** Bytes of an ensemble, the same for the same ensemble. */
export function encodeEnsemble(ensemble: TreeEnsemble): Uint8Array {
  const { roots, feature, threshold, missingLeft, left, value, cover } = ensemble;
  const format = ensemble.output === 'margin' ? BOOSTING_FORMAT : FOREST_FORMAT;
  return packArrays([
    Int32Array.of(format, ensemble.columns),
    Float64Array.of(ensemble.base),
    roots,
    feature,
    threshold,
    missingLeft,
    left,
    value,
    cover,
  ]);
}

/** The ensemble of the arrays of {@link encodeEnsemble}. */
export function decodeEnsemble(stored: readonly StoredArray[]): TreeEnsemble {
  const [head, base, roots, feature, threshold, missingLeft, left, value, cover] = stored as [
    Int32Array,
    Float64Array,
    Int32Array,
    Int16Array,
    Float64Array,
    Uint8Array,
    Int32Array,
    Float64Array,
    Float64Array,
  ];
  const output = head[0] === BOOSTING_FORMAT ? 'margin' : 'probability';
  const nodes = { roots, feature, threshold, missingLeft, left, value, cover };
  return { output, columns: head[1]!, base: base[0]!, ...nodes };
}
