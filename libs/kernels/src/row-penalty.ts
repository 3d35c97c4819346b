import type { AlsObjective } from '#ml/factors';

/**
 * What multiplies |x|^2 of a row with `entries` observed pairs out of `columns`:
 * regularization * (entries + columns / alpha) ^ nu (Rendle et al., RecSys 2022, equation 6, in the parameters of AlsObjective).
 */
export function rowPenalty(objective: AlsObjective, entries: number, columns: number): number {
  return objective.regularization * (entries + columns / objective.alpha) ** objective.frequencyExponent;
}
