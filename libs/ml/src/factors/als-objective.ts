/** What the factors can minimise: the objective of Hu, Koren and Volinsky (2008), or of Rendle et al. (2022). */
export const FORMS = ['hkv', 'rendle'] as const;

/**
 * What is minimised over user factors x and item factors y, with p = x . y and weight w of each observed pair:
 *
 *   sum over all pairs of p^2
 *   + sum over observed pairs of alpha w (1 - p)^2 + b ((1 - p)^2 - p^2)
 *   + regularization ( sum over users of n_u^nu |x|^2 + sum over items of n_i^nu |y|^2 )
 *
 * b = 1 (`hkv`) is Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
 * equation 3 with confidence c = 1 + alpha w. b = 0 (`rendle`) is Rendle et al., "Revisiting the performance of iALS",
 * RecSys 2022, equations 1 to 4, divided by its weight of unobserved pairs. Both give the same normal matrix; only the
 * right side differs, by 1 for each observed pair.
 * n_u = observed pairs of the user + items / alpha, n_i likewise: the frequency of Rendle et al., equation 6.
 * With `observed` they are the observed pairs alone; so does Spark's ALS, whose objective is `hkv` with nu =
 * 1.
 */
export interface AlsObjective {
  form: (typeof FORMS)[number];
  /** Weight of an observed pair against an unobserved one; above 0. */
  alpha: number;
  /** Above 0, so that every system has exactly one solution. */
  regularization: number;
  /** nu: 0 regularises every row alike (Hu et al.), 1 in proportion to its frequency (Rendle et al.). */
  frequencyExponent: number;
  /** What the frequency of a row counts; default `all`. */
  frequency?: Frequency;
}

/** `all`: observed pairs, and the unobserved ones by their weight; `observed`: observed pairs alone. */
export type Frequency = 'all' | 'observed';

/** What multiplies |x|^2 of a row with `entries` observed pairs out of `columns`. */
export function rowRegularization(
  objective: Omit<AlsObjective, 'form'>,
  entries: number,
  columns: number,
): number {
  if (objective.frequencyExponent === 0) return objective.regularization;
  const unobserved = objective.frequency === 'observed' ? 0 : columns / objective.alpha;
  return objective.regularization * (entries + unobserved) ** objective.frequencyExponent;
}
