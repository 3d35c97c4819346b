import type { LikedSizes } from '../interactions/interaction-matrix.js';
import type { FitParameters } from './training-parameters.js';

type ObjectiveParameters = Pick<
  FitParameters,
  'form' | 'alpha' | 'regularization' | 'frequencyExponent' | 'frequency'
>;

/**
 * What Spark's ALS minimises: confidence 1 + alpha w, and a regularisation in proportion to the observed
 * pairs of a row.
 */
const OBJECTIVE = { form: 'hkv', frequency: 'observed', frequencyExponent: 1 } as const;

/** Whether Spark's ALS minimises what these parameters ask for. */
export function isSparkObjective({ form, frequency, frequencyExponent }: ObjectiveParameters): boolean {
  return (
    form === OBJECTIVE.form &&
    frequency === OBJECTIVE.frequency &&
    frequencyExponent === OBJECTIVE.frequencyExponent
  );
}

/**
 * The parameters with the objective of Spark's ALS in place of theirs; the regularisation is scaled so that a
 * row of mean frequency is regularised as strongly as before.
 */
export function sparkParameters<Parameters extends ObjectiveParameters>(
  parameters: Parameters,
  sizes: LikedSizes,
): Parameters {
  if (isSparkObjective(parameters)) return parameters;
  const { alpha, regularization, frequencyExponent, frequency } = parameters;
  const rows = sizes.users + sizes.songs;
  const observed = (2 * sizes.pairs) / rows;
  const unobserved = frequency === 'observed' ? 0 : (2 * sizes.users * sizes.songs) / alpha / rows;
  const strength = regularization * (observed + unobserved) ** frequencyExponent;
  return { ...parameters, ...OBJECTIVE, regularization: Number((strength / observed).toPrecision(3)) };
}
