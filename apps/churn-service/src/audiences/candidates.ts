import { rangeOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { daysBetween } from '#common/calendar';
import type { LearnedUplift } from '../campaigns/campaign-uplift.js';
import { GrowingTable } from '../dataset/feature-table.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import { DEVICES } from './audience-rules.dto.js';
import type { AudienceCondition, AudienceRulesBody } from './audience-rules.dto.js';
import { DEVICE, FIRST_EVENT } from './check-rules.js';

/** What conditions are compared with. Tables have their users ascending. */
export interface RuleInputs {
  readonly snapshotDate: string;
  readonly cuts: BandCuts;
  /** Names of the features that are read, in the order of the scores. */
  readonly features: readonly string[];
  /** What users are worth; null where no rule asks. */
  readonly values: FeatureTable | null;
  /** Users of the condition `users`; null without one. */
  readonly listed: FeatureTable | null;
  /** By the campaigns of conditions of the uplift. */
  readonly uplifts: ReadonlyMap<string, LearnedUplift>;
  /** Earlier probabilities, by the days of conditions of change. */
  readonly before: ReadonlyMap<number, FeatureTable>;
}

/** Scores of some users. */
export interface ScoresOfUsers {
  readonly userIds: BigInt64Array;
  readonly probabilities: Float32Array;
  /** users x features, in the order of `RuleInputs.features`. */
  readonly features: Float32Array;
}

type Test = (scores: ScoresOfUsers, row: number) => boolean;

/** Columns of the table of candidates. */
export const PROBABILITY = 0;
export const RANK = 1;
/** 1 or 0: whether the user meets the conditions of entering. */
export const ENTERS = 2;
/** 1 or 0: whether the user, as a member, stays. */
export const STAYS = 3;
export const WIDTH = 4;

/** Probabilities are differences of single-precision numbers. */
const ROUNDING = 1e-6;

/** Reads scores and keeps the users who may be members: constant work a user, without SQL. */
export class Candidates {
  private readonly table = new GrowingTable(WIDTH);
  private readonly row = new Float64Array(WIDTH);
  private readonly enters: Test;
  private readonly stays: Test;
  private readonly worth: ((userId: bigint) => number) | null;

  constructor(
    private readonly rules: AudienceRulesBody,
    inputs: RuleInputs,
  ) {
    this.enters = testOf(rules, inputs, null);
    this.stays =
      rules.stayWhile === undefined ? this.enters : testOf(rules, inputs, rules.stayWhile.probability);
    this.worth = rules.rankBy === 'valueAtRisk' ? (userId) => numberOf(inputs.values!, userId) || 0 : null;
  }

  read(scores: ScoresOfUsers): void {
    const { userIds, probabilities } = scores;
    // A minimum stay keeps members whatever their scores are.
    const keepsAll = this.rules.minimumDays > 0;
    for (let at = 0; at < probabilities.length; at++) {
      const enters = this.enters(scores, at);
      const stays = this.stays === this.enters ? enters : this.stays(scores, at);
      if (!enters && !stays && !keepsAll) continue;
      const probability = probabilities[at]!;
      this.row[PROBABILITY] = probability;
      this.row[RANK] = this.worth === null ? probability : probability * this.worth(userIds[at]!);
      this.row[ENTERS] = Number(enters);
      this.row[STAYS] = Number(stays);
      this.table.add(userIds[at]!, this.row);
    }
  }

  /** Users in the order in which they were read, one column each for the constants above. */
  done(): FeatureTable {
    return this.table.done();
  }
}

/** @param stay the lowest probability of a member; null: that of a user who enters */
function testOf({ match, conditions }: AudienceRulesBody, inputs: RuleInputs, stay: number | null): Test {
  const tests = conditions.map((condition) => testOfCondition(condition, inputs, stay));
  if (tests.length === 1) return tests[0]!;
  return match === 'all'
    ? (scores, row) => tests.every((test) => test(scores, row))
    : (scores, row) => tests.some((test) => test(scores, row));
}

function testOfCondition(condition: AudienceCondition, inputs: RuleInputs, stay: number | null): Test {
  const { probability, band, change, cohort, tenure, device, quantity, value, uplift, users } = condition;
  if (probability !== undefined) return probabilityTest([probability], stay);
  if (band !== undefined)
    return probabilityTest(
      band.is.map((one) => rangeOf(one, inputs.cuts)),
      stay,
    );
  if (change !== undefined) {
    const before = inputs.before.get(change.days)!;
    return ({ userIds, probabilities }, row) =>
      probabilities[row]! - numberOf(before, userIds[row]!) >= change.atLeast - ROUNDING;
  }
  if (cohort !== undefined) {
    const { from = '0001-01-01', to = inputs.snapshotDate } = cohort;
    const [least, most] = [daysBetween(to, inputs.snapshotDate), daysBetween(from, inputs.snapshotDate)];
    return featureTest(FIRST_EVENT, inputs, (days) => days >= least && days <= most);
  }
  if (tenure !== undefined) return featureTest(FIRST_EVENT, inputs, within(tenure));
  if (device !== undefined) {
    const codes = new Set(device.is.map((name) => DEVICES.indexOf(name)));
    return featureTest(DEVICE, inputs, (code) => codes.has(code));
  }
  if (quantity !== undefined) return featureTest(quantity.feature, inputs, within(quantity));
  if (value !== undefined) {
    const isWithin = within(value);
    return ({ userIds }, row) => isWithin(numberOf(inputs.values!, userIds[row]!));
  }
  if (uplift !== undefined) return upliftTest(inputs.uplifts.get(uplift.campaign)!, inputs, uplift.atLeast);
  if (users !== undefined) return ({ userIds }, row) => placeOf(inputs.listed!, userIds[row]!) >= 0;
  // Reasons are looked up last, of the users who meet all other conditions.
  return () => true;
}

/** Within one of the ranges, or, for members, between `stay` and the lowest of them. */
function probabilityTest(
  ranges: readonly { readonly from?: number; readonly below?: number }[],
  stay: number | null,
): Test {
  const bounds = ranges.map(
    ({ from = 0, below = Infinity }) => [Math.fround(from), Math.fround(below)] as const,
  );
  const lowest = Math.min(...bounds.map(([from]) => from));
  if (stay !== null && stay < lowest) bounds.push([Math.fround(stay), lowest]);
  return ({ probabilities }, row) =>
    bounds.some(([from, below]) => probabilities[row]! >= from && probabilities[row]! < below);
}

function featureTest(name: string, { features }: RuleInputs, holds: (value: number) => boolean): Test {
  const [place, width] = [features.indexOf(name), features.length];
  return (scores, row) => holds(scores.features[row * width + place]!);
}

/** The uplift of all users of a piece is computed when the first of them is tested. */
function upliftTest(learned: LearnedUplift, { features }: RuleInputs, atLeast: number): Test {
  const places = learned.features.map((name) => features.indexOf(name));
  let piece: ScoresOfUsers | null = null;
  let values: Float64Array = new Float64Array();
  return (scores, row) => {
    if (piece !== scores) {
      const users = scores.probabilities.length;
      const picked = new Float32Array(users * places.length);
      for (let user = 0; user < users; user++)
        for (const [at, place] of places.entries())
          picked[user * places.length + at] = scores.features[user * features.length + place]!;
      values = learned.uplift(picked, users);
      piece = scores;
    }
    return values[row]! >= atLeast;
  };
}

/** False for NaN, which stands for what never happened or is not known. */
function within({ atLeast = -Infinity, below = Infinity }: { atLeast?: number; below?: number }) {
  return (value: number): boolean => value >= atLeast && value < below;
}

/** The number of a user in a table of one column; NaN where the user has none. */
function numberOf(table: FeatureTable, userId: bigint): number {
  const place = placeOf(table, userId);
  return place === -1 ? NaN : table.values[place]!;
}

/** The row of a user in a table whose users ascend; -1: there is none. */
export function placeOf({ userIds }: Pick<FeatureTable, 'userIds'>, userId: bigint): number {
  let [low, high] = [0, userIds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (userIds[middle]! < userId) low = middle + 1;
    else high = middle;
  }
  return userIds[low] === userId ? low : -1;
}
