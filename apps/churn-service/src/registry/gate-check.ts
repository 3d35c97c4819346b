import type { Interval } from '#ml';
import type { ChampionDto } from '../measures/champion.dto.js';
import type { OutOfTimeDto } from '../training/model-report.dto.js';

/**
 * `open`: the data cannot decide, so the version waits for a person. `tolerated`: they cannot decide either, and that
 * is nothing against the version.
 */
export type Verdict = 'passed' | 'failed' | 'open' | 'tolerated';

/** One condition for going live, and the figures behind it. */
export interface GateCheck {
  readonly verdict: Verdict;
  readonly what: string;
}

/** What the gate looks at in addition to the evaluation. */
export interface GateContext {
  /** The live version at publication; null when there is none. */
  readonly liveVersion: number | null;
  /** The version that was live after training, compared with the new one; null when none was. */
  readonly champion: ChampionDto | null;
  /** Days after the live version from which a wider margin is enough. */
  readonly patienceDays: number;
  /** ROC AUC that no model can beat, where the generator of the logs knows it for this definition of churn. */
  readonly bestReachableAuc: number | null;
  /** Why labels of the newest snapshot are not known for certain; null where they are. */
  readonly missingLabels: string | null;
  /** The same recipe on later days; null where that was not asked. */
  readonly outOfTime: OutOfTimeDto | null;
}

export function verdictOf(passed: boolean): Verdict {
  return passed ? 'passed' : 'failed';
}

export function four(value: number): string {
  return value.toFixed(4);
}

/** A gain with its sign and interval: '+0.0100 (95 % 0.0000 to +0.0200)'. */
export function gainText({ value, low, high }: Interval): string {
  const text = (number: number) => {
    const rounded = Number(number.toFixed(4));
    return `${rounded > 0 ? '+' : ''}${(rounded === 0 ? 0 : rounded).toFixed(4)}`;
  };
  return `${text(value)} (95 % ${text(low)} to ${text(high)})`;
}
