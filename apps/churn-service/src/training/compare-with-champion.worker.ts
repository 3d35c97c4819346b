import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureLengths } from '../dataset/windows.js';
import { divideUsers } from '../measures/divide-users.js';
import { drawMeasures, gainOver } from '../measures/prediction-measures.js';
import { gainsBySlice } from '../measures/slices.js';
import type { Rivals } from '../measures/slices.js';
import type { ChampionDto } from '../measures/champion.dto.js';

/** What two versions are compared on, and what came of it. */
export type Compared = Pick<ChampionDto, 'comparedOn' | 'users' | 'rocAuc' | 'logLoss' | 'gain' | 'slices'>;

export interface ComparisonTask extends Rivals {
  readonly comparedOn: 'later days' | 'test users';
  /** Of the features that users are divided by. */
  readonly lengths: FeatureLengths;
  /** Users x features, and the rows of the users that are compared. */
  readonly values: Float64Array;
  readonly rows: Uint32Array;
}

/** Runs in a thread of its own. Compares on the same draws, over all users and in each slice. */
export default function compare({ comparedOn, lengths, values, rows, ...rivals }: ComparisonTask): Compared {
  const { challenger, champion, labels, weights, draws } = rivals;
  const drawn = drawMeasures({ probabilities: champion, labels, weights }, draws);
  return {
    comparedOn,
    users: labels.length,
    rocAuc: drawn.rocAuc.value,
    logLoss: drawn.logLoss.value,
    gain: gainOver(drawMeasures({ probabilities: challenger, labels, weights }, draws), drawn),
    slices: gainsBySlice(divideUsers(featureCatalogue(lengths), values, rows), rivals),
  };
}
