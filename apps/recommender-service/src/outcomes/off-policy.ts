import { normalInterval, personSums, ratioOfSums } from '#ml';
import type { Interval, PersonSums } from '#ml';

/** A song that was shown, with the chance with which it had been given its place. */
export interface LoggedSong {
  songId: string;
  /** From 1 on. */
  place: number;
  propensity: number;
  isClicked: boolean;
}

/** What a user was shown, and what another version lists for the same user, best first. */
export interface LoggedUser {
  shown: readonly LoggedSong[];
  list: readonly string[];
}

export interface OffPolicyEstimate {
  /** Click rate of the other version. NaN where it lists nothing of what was shown at the same places. */
  estimate: Interval;
  /** What was shown of each user, and clicked. */
  logged: PersonSums;
  /** Share of the other version's places that the logs can speak for. */
  supportedShare: number;
  /** Songs that were shown where the other version lists them. */
  matched: number;
  /** How many clicks of equal weight say as much as theirs (Kish, "Survey Sampling", 1965). */
  effectiveClicks: number;
}

/** With fewer effective clicks the interval holds the truth less often than it says. */
export const FEWEST_EFFECTIVE_CLICKS = 60;

/**
 * The click rate that another version would have had, by songs shown at the places where it lists them: each weighs
 * as much as its place was unlikely to be given to it, by the sum of weights (SNIPS: Swaminathan and Joachims, "The
 * self-normalized estimator for counterfactual learning", NIPS 2015), at each place by itself (Li et al., "Offline
 * evaluation of ranking policies with click models", KDD 2018). Intervals of 95 % are over users. Where the logs have
 * no chance for a song of the other version, nothing is known of it: the estimate is of the other places.
 */
export function estimateByLogs(users: Iterable<LoggedUser>): OffPolicyEstimate {
  const weighted: { cases: number; successes: number }[] = [];
  const logged: { cases: number; successes: number }[] = [];
  let [places, matched, squares] = [0, 0, 0];
  for (const { shown, list } of users) {
    let [weight, clicked] = [0, 0];
    for (const { songId, place, propensity, isClicked } of shown) {
      if (list[place - 1] === undefined) continue;
      places++;
      if (list[place - 1] !== songId) continue;
      matched++;
      weight += 1 / propensity;
      if (!isClicked) continue;
      clicked += 1 / propensity;
      squares += 1 / propensity ** 2;
    }
    weighted.push({ cases: weight, successes: clicked });
    logged.push({ cases: shown.length, successes: shown.filter(({ isClicked }) => isClicked).length });
  }
  const target = personSums(weighted);
  const { value, variance } = ratioOfSums(target);
  return {
    estimate: normalInterval(value, Math.sqrt(variance)),
    logged: personSums(logged),
    supportedShare: places === 0 ? 0 : Math.min(1, target.cases / places),
    matched,
    effectiveClicks: squares === 0 ? 0 : target.successes ** 2 / squares,
  };
}
