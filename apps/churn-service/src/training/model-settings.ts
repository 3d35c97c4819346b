import type { BoostingOptions, ForestOptions } from '#ml';
import type { ModelParametersDto } from './searched-model.dto.js';

/**
 * Rows that one tree is grown from at most, drawn anew for each. More hardly change a tree of a few leaves,
 * or of leaves that hold a share of the rows, and take longer in proportion.
 */
const MOST_ROWS_A_TREE = 60_000;

/** Boosting: small trees, slowly, until the users it stops on say so. @param rows that it grows from */
export function boostingSettings(
  { learningRate, maxLeaves, minLeafRows, l2, columnShare }: ModelParametersDto,
  rows: number,
  seed: number,
): Partial<BoostingOptions> {
  const rowShare = Math.min(1, MOST_ROWS_A_TREE / rows);
  return { trees: 400, learningRate, maxLeaves, minLeafRows, l2, columnShare, rowShare, patience: 20, seed };
}

/** @param rows that it grows from */
export function forestSettings(
  { forestLeafShare }: ModelParametersDto,
  rows: number,
  seed: number,
): Partial<ForestOptions> {
  const drawn = Math.min(rows, MOST_ROWS_A_TREE);
  const minLeafRows = Math.max(10, Math.ceil(drawn * forestLeafShare));
  return { trees: 100, minLeafRows, mostDrawn: drawn, seed };
}
