import type { ModelVersion } from '#common';
import type { WeightRule } from '../interactions/interaction-weight.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import type { FitParameters, ItemParameters } from './training-engine.js';

/** What an interaction is. */
interface InteractionParameters extends WeightRule {
  minSongSeconds: number;
  minListeners: number;
}

/** Everything that decides what a version learns from given events. */
export type TrainingParameters = FitParameters & InteractionParameters;

/** What a search may change. */
export type SearchedParameters = Pick<
  TrainingParameters,
  'form' | 'factors' | 'alpha' | 'regularization' | 'frequencyExponent' | 'frequency' | keyof ItemParameters
>;

export function parametersFromSettings(settings: RecommenderSettings): TrainingParameters {
  return {
    form: settings.RECOMMENDER_FORM,
    factors: settings.RECOMMENDER_FACTORS,
    iterations: settings.RECOMMENDER_ITERATIONS,
    cgSteps: settings.RECOMMENDER_CG_STEPS,
    alpha: settings.RECOMMENDER_ALPHA,
    regularization: settings.RECOMMENDER_REGULARIZATION,
    frequencyExponent: settings.RECOMMENDER_FREQUENCY_EXPONENT,
    frequency: settings.RECOMMENDER_FREQUENCY,
    leastGain: settings.RECOMMENDER_LEAST_GAIN,
    itemModel: settings.RECOMMENDER_ITEM_MODEL,
    itemShare: settings.RECOMMENDER_ITEM_SHARE,
    itemNeighbours: settings.RECOMMENDER_ITEM_NEIGHBOURS,
    itemShrinkage: settings.RECOMMENDER_ITEM_SHRINKAGE,
    itemRidge: settings.RECOMMENDER_ITEM_RIDGE,
    itemDropout: settings.RECOMMENDER_ITEM_DROPOUT,
    seed: settings.RECOMMENDER_SEED,
    minSongSeconds: settings.RECOMMENDER_MIN_SONG_SECONDS,
    minListeners: settings.RECOMMENDER_MIN_LISTENERS,
    playWeight: settings.RECOMMENDER_PLAY_WEIGHT,
    completionExponent: settings.RECOMMENDER_COMPLETION_EXPONENT,
    downloadWeight: settings.RECOMMENDER_DOWNLOAD_WEIGHT,
    halfLifeDays: settings.RECOMMENDER_HALF_LIFE_DAYS,
    logDamping: settings.RECOMMENDER_LOG_DAMPING,
  };
}

/** The fit's part of the parameters. */
export function fitParametersOf(parameters: TrainingParameters): FitParameters {
  const { form, factors, iterations, cgSteps, alpha, regularization, frequencyExponent, frequency } =
    parameters;
  const { leastGain, seed } = parameters;
  return {
    form,
    factors,
    iterations,
    cgSteps,
    alpha,
    regularization,
    frequencyExponent,
    frequency,
    leastGain,
    seed,
    ...itemParametersOf(parameters),
  };
}

/** The part of the parameters that a search may change. */
export function searchedParametersOf(parameters: SearchedParameters): SearchedParameters {
  const { form, factors, alpha, regularization, frequencyExponent, frequency } = parameters;
  return {
    form,
    factors,
    alpha,
    regularization,
    frequencyExponent,
    frequency,
    ...itemParametersOf(parameters),
  };
}

/** What the item weights follow. */
export function itemParametersOf(parameters: ItemParameters): ItemParameters {
  const { itemModel, itemShare, itemNeighbours, itemShrinkage, itemRidge, itemDropout } = parameters;
  return { itemModel, itemShare, itemNeighbours, itemShrinkage, itemRidge, itemDropout };
}

/** The parameters of a version as this program stored them. */
export function storedParameters({ parameters }: Pick<ModelVersion, 'parameters'>): TrainingParameters {
  return parameters as unknown as TrainingParameters;
}

/**
 * The parameters of the live version for a fit on the present days. Which songs count at all is taken from
 * the new parameters: both must rank the same catalogue.
 */
export function liveParametersFor(
  stored: TrainingParameters,
  present: TrainingParameters,
): TrainingParameters {
  return { ...stored, minSongSeconds: present.minSongSeconds, minListeners: present.minListeners };
}

/** Whether two sets of parameters weigh every interaction alike. */
export function haveSameWeights(a: WeightRule, b: WeightRule): boolean {
  const names = ['playWeight', 'completionExponent', 'downloadWeight', 'halfLifeDays', 'logDamping'] as const;
  return names.every((name) => a[name] === b[name]);
}

/** Whether two sets of parameters give the same model of the same events. */
export function areSame(a: TrainingParameters, b: TrainingParameters): boolean {
  return (Object.keys(a) as (keyof TrainingParameters)[]).every((name) => a[name] === b[name]);
}
