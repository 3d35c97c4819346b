import { sigmoid } from '#ml';
import { divideUsers } from '../model-quality/divide-users.js';
import { drawMeasures, gainOver } from '../model-quality/metrics.js';
import type { Draws } from '../model-quality/metrics.js';
import { gainsBySlice } from '../model-quality/slices.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import type { ChampionDto } from '../model-quality/champion.dto.js';

/** What two versions are compared on, and what came of it. */
export type Compared = Pick<ChampionDto, 'comparedOn' | 'users' | 'rocAuc' | 'logLoss' | 'gain' | 'slices'>;

/** A model, and the same users as its features see them: rows of users x features. */
interface Rival {
  readonly artefact: ChurnArtefact;
  readonly values: Float64Array;
  readonly rows: Uint32Array;
}

export interface ChallengeTask {
  readonly comparedOn: 'later days' | 'test users';
  readonly challenger: Rival;
  readonly champion: Rival;
  /** One a row. */
  readonly labels: Uint8Array;
  readonly draws: Draws;
}

/** Runs in a thread of its own. Compares on the same draws, over all users and in each slice. */
export default function challenge({
  comparedOn,
  challenger,
  champion,
  labels,
  draws,
}: ChallengeTask): Compared {
  // Of later days neither fit has learned a label; of a test user the served one has.
  const fit = comparedOn === 'later days' ? 'served' : 'evaluated';
  const [ours, theirs] = [challenger, champion].map(({ artefact, values, rows }) => {
    const model = new ChurnModel(artefact, fit);
    const width = model.catalogue.features.length;
    const features = new Float32Array(rows.length * width);
    rows.forEach((row, i) => features.set(values.subarray(row * width, (row + 1) * width), i * width));
    return model.margins(features, rows.length).map(sigmoid);
  }) as [Float64Array, Float64Array];
  const { catalogue } = new ChurnModel(challenger.artefact);
  const divisions = divideUsers(catalogue, challenger.values, challenger.rows);
  const drawn = drawMeasures(theirs, labels, draws);
  return {
    comparedOn,
    users: labels.length,
    rocAuc: drawn.rocAuc.value,
    logLoss: drawn.logLoss.value,
    gain: gainOver(drawMeasures(ours, labels, draws), drawn),
    slices: gainsBySlice(divisions, { labels, challenger: ours, champion: theirs, draws }),
  };
}
