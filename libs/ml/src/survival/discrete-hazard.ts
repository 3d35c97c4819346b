/**
 * Observations in intervals of time: one entry a subject and interval in which the subject was at risk,
 * wholly observed.
 */
export interface HazardRows {
  readonly subjects: Int32Array;
  /** Number of the interval, from 0 on. */
  readonly intervals: Uint8Array;
  /** 1 where the event happened in the interval: the last of the subject. */
  readonly events: Uint8Array;
}

/** What is known of one subject. */
interface FollowedSubject {
  /** Time of the event, from 1 on; 0: none was seen. */
  readonly eventAt: number;
  /** Time up to which it was watched. */
  readonly observedFor: number;
}

/** Hazards keep from 0 and 1, so that ratios of survival are defined. */
const LEAST_HAZARD = 1e-9;

/**
 * The rows that a discrete-time hazard model learns from (Singer and Willett 1993). Interval k reaches from
 * after `ends[k - 1]` (0 for the first) to `ends[k]`; ends ascend. A subject is at risk until its event, and
 * a row exists only where the whole interval was observed.
 */
export function hazardRows(
  subjects: ArrayLike<number>,
  ends: readonly number[],
  knownOf: (subject: number) => FollowedSubject,
): HazardRows {
  if (ends.some((end, k) => end <= (ends[k - 1] ?? 0)))
    throw new RangeError(`interval ends must ascend from above 0, not ${ends.join(', ')}`);
  const [subject, interval, event]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < subjects.length; i++) {
    const { eventAt, observedFor } = knownOf(subjects[i]!);
    for (let k = 0; k < ends.length && ends[k]! <= observedFor; k++) {
      const happened = eventAt > 0 && eventAt <= ends[k]!;
      subject.push(subjects[i]!);
      interval.push(k);
      event.push(happened ? 1 : 0);
      if (happened) break;
    }
  }
  return {
    subjects: Int32Array.from(subject),
    intervals: Uint8Array.from(interval),
    events: Uint8Array.from(event),
  };
}

/** Probability of no event through the end of each interval: the product of (1 - hazard) so far, which never rises. */
export function survivalOf(hazards: Float64Array): Float64Array {
  let survival = 1;
  return hazards.map((hazard) => {
    if (!(hazard >= 0 && hazard <= 1)) throw new RangeError(`a hazard is a probability, not ${hazard}`);
    survival *= 1 - Math.min(1 - LEAST_HAZARD, Math.max(LEAST_HAZARD, hazard));
    return survival;
  });
}

/**
 * Survival whose value at interval `anchor` is known to be `probability`; the hazards say how it goes on, and
 * how it came there. Of those without an event through the anchor, the share survival(h) / survival(anchor)
 * has none through a later h. Of those with one, the share (survival(h) - survival(anchor)) / (1 -
 * survival(anchor)) has it after an earlier h. Exactly `probability` at the anchor, and it never rises.
 */
export function anchoredSurvival(hazards: Float64Array, anchor: number, probability: number): Float64Array {
  const survival = survivalOf(hazards);
  const there = survival[anchor];
  if (there === undefined)
    throw new RangeError(`there is no interval ${anchor} among ${hazards.length} to anchor on`);
  return survival.map((here, k) =>
    k > anchor
      ? probability * (here / there)
      : Math.min(1, probability + (1 - probability) * ((here - there) / (1 - there))),
  );
}
