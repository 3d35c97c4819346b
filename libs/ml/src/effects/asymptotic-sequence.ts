import type { Interval } from '../evaluation/interval.js';

const ERROR = 0.05;

/**
 * The 95 % interval of an estimate that is looked at again and again: the chance that any look excludes the
 * truth is .05 (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
 * asymptotic confidence sequences", Annals of Statistics 2024, theorem 2.2). It is narrowest, 1.55 times the
 * interval of a single look, when `users` is `plannedUsers`.
 * @param standardError of the estimate at this look
 * @param users behind the estimate
 * @param plannedUsers fixed before the first look
 * @param together so many sequences of intervals hold together
 */
export function asymptoticSequence(
  value: number,
  standardError: number,
  users: number,
  plannedUsers: number,
  together = 1,
): Interval {
  const alpha = ERROR / together;
  const squaredRho = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / plannedUsers;
  const mixed = users * squaredRho + 1;
  const half =
    standardError * Math.sqrt(((2 * mixed) / (users * squaredRho)) * Math.log(Math.sqrt(mixed) / alpha));
  return { value, low: value - half, high: value + half, standardError };
}
