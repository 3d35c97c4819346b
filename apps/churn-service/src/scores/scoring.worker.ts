import type { ReasonDto } from '../model/reason.dto.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';

/** Users to score or to explain, in a thread of its own. */
export interface ScoringWork {
  readonly versionId: number;
  /** Null: the model that was sent before. */
  readonly artefact: ChurnArtefact | null;
  /** users x features in catalogue order. */
  readonly values: Float32Array;
  /** Log-odds, all reasons, or the first in a sentence. */
  readonly want: 'margins' | 'reasons' | 'sentences';
}

let newest: { readonly versionId: number; readonly model: ChurnModel } | null = null;

export default function work({
  versionId,
  artefact,
  values,
  want,
}: ScoringWork): Float64Array | ReasonDto[][] | string[] {
  if (artefact !== null) newest = { versionId, model: new ChurnModel(artefact) };
  if (newest?.versionId !== versionId)
    throw new Error(`The model of version ${versionId} could not be read.`);
  const { model } = newest;
  const width = model.catalogue.features.length;
  const rows = values.length / width;
  if (want === 'margins') return model.margins(values, rows);
  const users = Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width));
  if (want === 'reasons') return users.map((user) => model.reasons(user));
  return users.map((user) => model.reasons(user, 1)[0]?.sentence ?? '');
}
