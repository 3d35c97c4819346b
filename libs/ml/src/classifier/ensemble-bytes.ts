import { LEAF } from '../trees/tree-ensemble.js';
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

/** The ensemble of stored arrays; throws RangeError when a walk over it could leave its tree or give no number. */
export function decodeEnsemble(stored: readonly StoredArray[]): TreeEnsemble {
  const [head, base, roots, feature, threshold, missingLeft, left, value, cover] = stored;
  if (
    stored.length !== 9 ||
    !(head instanceof Int32Array && head.length === 2) ||
    !(base instanceof Float64Array && base.length === 1) ||
    !(roots instanceof Int32Array && feature instanceof Int16Array && threshold instanceof Float64Array) ||
    !(missingLeft instanceof Uint8Array && left instanceof Int32Array && value instanceof Float64Array) ||
    !(cover instanceof Float64Array)
  )
    throw new RangeError('the stored arrays are no tree ensemble');
  const ensemble: TreeEnsemble = {
    output: head[0] === BOOSTING_FORMAT ? 'margin' : 'probability',
    columns: head[1]!,
    base: base[0]!,
    roots,
    feature,
    threshold,
    missingLeft,
    left,
    value,
    cover,
  };
  assertWalkable(ensemble);
  return ensemble;
}

function assertWalkable({ columns, base, roots, ...nodes }: TreeEnsemble): void {
  const { feature, threshold, missingLeft, left, value, cover } = nodes;
  const count = feature.length;
  const lengths = [threshold, missingLeft, left, value, cover].map((array) => array.length);
  const ends = roots[0] === 0 && roots.at(-1) === count && lengths.every((length) => length === count);
  if (!ends || !Number.isFinite(base))
    throw new RangeError('the parts of the tree ensemble do not fit together');
  for (let t = 0; t + 1 < roots.length; t++) {
    const end = roots[t + 1]!;
    if (end <= roots[t]!) throw new RangeError(`tree ${t} has no node`);
    for (let node = roots[t]!; node < end; node++) {
      const leaf = feature[node] === LEAF;
      // Children behind their parent: no walk can go round in circles.
      const inside =
        leaf ||
        (feature[node]! >= 0 && feature[node]! < columns && left[node]! > node && left[node]! + 1 < end);
      const sound = cover[node]! > 0 && Number.isFinite(value[node]) && !Number.isNaN(threshold[node]);
      if (!inside || !sound) throw new RangeError(`node ${node - roots[t]!} of tree ${t} is not sound`);
    }
  }
}
