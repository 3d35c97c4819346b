import type { OnShare } from '#common/spark';
import { LinearItems, ScoreSpread, spreadOfReached } from '#ml';
import type { SparseRows } from '#ml';
import type { Fit, TrainedFactors, TrainedModel, TrainingEngine } from './training-engine.js';
import type { FitParameters, ItemParameters } from './training-parameters.js';

/** Users whose scores show how far apart the scores of factors and of item weights lie. */
const USERS = 1_000;

/** Factors, and item weights where they have a share. */
export async function fitModel(
  engine: TrainingEngine,
  liked: SparseRows,
  parameters: FitParameters,
  onShare: OnShare,
): Promise<TrainedModel & Pick<Fit, 'trace'>> {
  return await withItemWeights(engine, await engine.fit(liked, parameters, onShare), liked, parameters);
}

/** A fit with item weights of the same pairs, where they have a share. */
export async function withItemWeights(
  engine: Pick<TrainingEngine, 'itemWeights'>,
  fit: Fit,
  liked: SparseRows,
  parameters: ItemParameters,
): Promise<TrainedModel & Pick<Fit, 'trace'>> {
  if (parameters.itemShare === 0) return { ...fit, ...factorsAlone(liked.columns) };
  const weights = await engine.itemWeights(liked, parameters);
  if (weights === null) throw new Error('item weights were not fitted although no time was set');
  return { ...fit, ...blend(weights, spreadRatio(fit, weights, liked), parameters.itemShare) };
}

type ItemPart = Pick<TrainedModel, 'factorShare' | 'itemWeights'>;

/**
 * Both kinds of scores on the scale of the factors' ones: (1 - share) x factors + share x ratio x item weights.
 * @param ratio see {@link spreadRatio}
 */
export function blend(weights: SparseRows, ratio: number, itemShare: number): ItemPart {
  const scale = itemShare * ratio;
  return {
    factorShare: 1 - itemShare,
    itemWeights: { ...weights, weights: weights.weights.map((weight) => scale * weight) },
  };
}

/**
 * Standard deviation of the factors' scores over all songs but the user's own divided by that of the item
 * weights' scores, both as means over some users: with one ratio for everybody a blend stays linear, and
 * measured as good as z-scores of each user by themselves.
 */
export function spreadRatio(
  factors: TrainedFactors,
  weights: SparseRows,
  liked: SparseRows,
  ofFactors = factorSpread(factors, liked),
): number {
  const items = new LinearItems(weights);
  const ofItems = meanOverUsers(liked, (_, own) => spreadOfReached(items.scores(own), liked.columns, own));
  return ofItems > 0 && ofFactors > 0 ? ofFactors / ofItems : 1;
}

/** Standard deviation of the factors' scores over all songs but the user's own, as the mean over some users. */
export function factorSpread(
  { factors, userFactors, songFactors }: TrainedFactors,
  liked: SparseRows,
): number {
  const spread = new ScoreSpread(songFactors, factors);
  return meanOverUsers(liked, (user, own) =>
    spread.of(userFactors.subarray(user * factors, (user + 1) * factors), own),
  );
}

/** Of every n-th user who likes something; 0 without any. */
function meanOverUsers(liked: SparseRows, of: (user: number, own: Int32Array) => number): number {
  let [sum, count] = [0, 0];
  const step = Math.max(1, Math.floor(liked.rows / USERS));
  for (let user = 0; user < liked.rows; user += step) {
    const own = liked.indices.subarray(liked.starts[user], liked.starts[user + 1]);
    if (own.length === 0) continue;
    sum += of(user, own);
    count++;
  }
  return sum / Math.max(1, count);
}

export function factorsAlone(songs: number): ItemPart {
  return {
    factorShare: 1,
    itemWeights: {
      rows: songs,
      columns: songs,
      starts: new Int32Array(songs + 1),
      indices: new Int32Array(0),
      weights: new Float32Array(0),
    },
  };
}
