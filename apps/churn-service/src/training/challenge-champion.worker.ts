import { sigmoid } from '#ml';
import { compareRivals } from '../model-quality/compare-champion.js';
import type { Compared } from '../model-quality/compare-champion.js';
import { divideUsers } from '../model-quality/divide-users.js';
import type { Draws } from '../model-quality/metrics.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';

/** A model, and the same users as its features see them: rows of users x features. */
interface Rival {
  readonly artefact: ChurnArtefact;
  readonly values: Float64Array;
  readonly rows: Uint32Array;
}

export interface ChallengeTask {
  readonly comparedOn: Compared['comparedOn'];
  readonly fit: 'served' | 'evaluated';
  readonly challenger: Rival;
  readonly champion: Rival;
  /** One a row. */
  readonly labels: Uint8Array;
  readonly draws: Draws;
}

/** Runs in a thread of its own. */
export default function challenge({
  comparedOn,
  fit,
  challenger,
  champion,
  labels,
  draws,
}: ChallengeTask): Compared {
  const [ours, theirs] = [challenger, champion].map(({ artefact, values, rows }) => {
    const model = new ChurnModel(artefact, fit);
    const width = model.catalogue.features.length;
    const features = new Float32Array(rows.length * width);
    rows.forEach((row, i) => features.set(values.subarray(row * width, (row + 1) * width), i * width));
    return model.margins(features, rows.length).map(sigmoid);
  }) as [Float64Array, Float64Array];
  const { catalogue } = new ChurnModel(challenger.artefact);
  const divisions = divideUsers(catalogue, challenger.values, challenger.rows);
  return compareRivals(comparedOn, divisions, { labels, challenger: ours, champion: theirs, draws });
}
