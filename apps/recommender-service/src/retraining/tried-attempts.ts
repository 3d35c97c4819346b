import { searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';
import { meanInterval } from '../evaluation/model-evaluation.js';
import type { ListScore } from '../evaluation/score-ranker.js';
import type { Attempt, ConfirmedAttemptDto, SearchVerdict } from './parameter-searches.dto.js';

/** Parameters with what they find at a cut, user by user: not all attempts have all users, as time ends. */
export interface Tried extends ListScore {
  parameters: SearchedParameters;
}

/** Tried at an earlier cut, too. */
export interface TriedTwice extends Tried {
  earlier: ListScore;
}

/** The best, each compared with another over the users that both have; the earliest of equals. */
export function bestOf<Some extends ListScore>(tried: readonly Some[]): Some {
  return tried.reduce((best, other) => (meanOf(leadOver(other, best)) > 0 ? other : best));
}

/** By the sum of what a candidate reached of the best at each of the two cuts; the earliest of equals. */
export function bestOfBoth(confirmed: readonly TriedTwice[]): TriedTwice {
  const here = meansOverCommon(confirmed);
  const earlier = meansOverCommon(confirmed.map((tried) => tried.earlier));
  const [most, mostOfEarlier] = [here, earlier].map((means) => Math.max(...means, Number.MIN_VALUE));
  const worth = (n: number): number => here[n]! / most! + earlier[n]! / mostOfEarlier!;
  return confirmed[confirmed.reduce((best, _, n) => (worth(n) > worth(best) ? n : best), 0)]!;
}

/** Whether the paired interval of what the first finds more is above 0. */
export function isAheadForSure(one: ListScore, other: ListScore, seed: number): boolean {
  return meanInterval(leadOver(one, other), seed).low > 0;
}

/** Whether a choice was shown to be better than the present parameters, on enough users. */
export function verdictOn(
  choice: Tried & Partial<TriedTwice>,
  present: Tried & Partial<TriedTwice>,
  leastUsers: number,
  seed: number,
  than = 'that of the present parameters',
): SearchVerdict {
  if (isSame(choice.parameters, present.parameters)) {
    return { isBetter: false, ahead: null, reason: 'The present parameters were the best that was found.' };
  }
  const lead = leadOver(choice, present);
  const ahead = meanInterval(lead, seed);
  const [low, high] = [ahead.low, ahead.high].map((figure) => figure.toFixed(4));
  const distance = `${Math.abs(ahead.value).toFixed(4)} ${ahead.value < 0 ? 'below' : 'above'}`;
  const found = `NDCG@20 of the best is ${distance} ${than}, over ${lead.length} users`;
  const not = (why: string): SearchVerdict => ({ isBetter: false, ahead, reason: `${found}, but ${why}.` });
  if (lead.length < leastUsers) return not(`fewer than RECOMMENDER_GATE_USERS (${leastUsers})`);
  if (ahead.high < 0) return { isBetter: false, ahead, reason: `${found}, 95 % interval ${low} to ${high}.` };
  if (!(ahead.low > 0)) return not(`the 95 % interval, ${low} to ${high}, contains 0`);
  const isWorseBefore =
    choice.earlier !== undefined &&
    present.earlier !== undefined &&
    meanOf(leadOver(choice.earlier, present.earlier)) < 0;
  if (isWorseBefore) return not('on the days after an earlier cut it is worse');
  return { isBetter: true, ahead, reason: `${found} (95 % interval ${low} to ${high}).` };
}

export function isSame(a: SearchedParameters, b: SearchedParameters): boolean {
  return JSON.stringify(searchedParametersOf(a)) === JSON.stringify(searchedParametersOf(b));
}

/** As reports hold it. */
export function asAttempt({ parameters, ...score }: Tried): Attempt {
  return { parameters, ...asQuality(score) };
}

export function asConfirmed({ earlier, ...tried }: TriedTwice): ConfirmedAttemptDto {
  return { ...asAttempt(tried), earlier: asQuality(earlier) };
}

export function asQuality({ ndcg, recall }: ListScore): Omit<ListScore, 'ofUsers'> {
  return { ndcg, recall };
}

/** NDCG of the first less that of the second, of each user that both have: the first ones of all. */
function leadOver(one: ListScore, other: ListScore): Float64Array {
  const users = Math.min(one.ofUsers.length, other.ofUsers.length);
  return one.ofUsers.subarray(0, users).map((ndcg, user) => ndcg - other.ofUsers[user]!);
}

function meansOverCommon(scores: readonly ListScore[]): number[] {
  const users = Math.min(...scores.map(({ ofUsers }) => ofUsers.length));
  return scores.map(({ ofUsers }) => meanOf(ofUsers.subarray(0, users)));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
