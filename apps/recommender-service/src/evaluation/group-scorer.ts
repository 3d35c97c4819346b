import { LinearItems, scoreRows, transpose } from '#ml';
import type { ColdPriors } from '../engines/cold-priors.js';
import type { TrainedModel } from '../engines/training-engine.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import { columnsOf } from './hold-out.js';

/** Scores of users for groups of cold songs. */
export class GroupScorer {
  private readonly items: LinearItems | null;

  constructor(
    private readonly model: TrainedModel,
    private readonly priors: ColdPriors,
    private readonly early: InteractionMatrix,
  ) {
    this.items =
      priors.itemWeights.indices.length === 0 ? null : new LinearItems(transpose(priors.itemWeights));
  }

  scores(user: number): Float64Array {
    const { factors, userFactors, factorShare } = this.model;
    const scores = new Float64Array(this.priors.itemWeights.rows);
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    scoreRows(vector, this.priors.vectors, factors, 0, scores.length, scores);
    for (let group = 0; group < scores.length; group++) scores[group]! *= factorShare;
    if (this.items === null) return scores;
    const reached = this.items.scores(columnsOf(this.early.liked, user));
    reached.items.forEach((group, n) => (scores[group]! += reached.scores[n]!));
    return scores;
  }
}
