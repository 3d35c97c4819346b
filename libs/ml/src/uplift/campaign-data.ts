import { takeRows } from '../linalg/dense-matrix.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';

/** A randomised campaign whose outcomes are known, one row a user. */
export interface CampaignData {
  /** What was known of the users at launch: finite numbers. */
  readonly x: DenseMatrix;
  /** 1 for the treated, 0 for the hold-out. */
  readonly treated: Uint8Array;
  /** 1 for users with the outcome that the campaign is for, such as those who stayed. */
  readonly outcomes: Uint8Array;
}

/** Some rows of a campaign, in any order and as often as they are named. */
export function takeUsers({ x, treated, outcomes }: CampaignData, rows: ArrayLike<number>): CampaignData {
  return {
    x: takeRows(x, rows),
    treated: Uint8Array.from(rows, (row) => treated[row]!),
    outcomes: Uint8Array.from(rows, (row) => outcomes[row]!),
  };
}

/** Numbers of the rows of one arm. */
export function rowsOfArm({ treated }: Pick<CampaignData, 'treated'>, arm: 0 | 1): Uint32Array {
  return Uint32Array.from(treated.keys()).filter((row) => treated[row] === arm);
}
