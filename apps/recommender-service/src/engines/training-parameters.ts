import type { ModelVersion } from '#common';
import type { WeightRule } from '../interactions/interaction-weight.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import type { TrainingParametersDto, SearchedParametersDto } from './training-parameters.dto.js';

const ITEM = [
  'itemShare',
  'itemNeighbours',
  'itemShrinkage',
  'itemRidge',
  'itemRidgeExponent',
  'itemDropout',
  'itemActivityExponent',
] as const satisfies (keyof TrainingParametersDto)[];
/** What a search may choose of the weights. */
export const SEARCHED_WEIGHTS = ['halfLifeDays', 'likeWeight', 'addWeight', 'skipWeight'] as const;
/** All that decides what an interaction weighs. */
const WEIGHTS = [
  ...(['playWeight', 'completionExponent', 'downloadWeight', 'logDamping'] as const),
  ...SEARCHED_WEIGHTS,
] as const satisfies (keyof WeightRule)[];

const FITTED = [
  'form',
  'factors',
  'alpha',
  'regularization',
  'frequencyExponent',
  'frequency',
  ...ITEM,
] as const satisfies (keyof SearchedParametersDto)[];
/** How recent popularity counts in scores. */
const POPULARITY = ['popularityWeight', 'popularityDays'] as const;
const SEARCHED = [...FITTED, ...POPULARITY, ...SEARCHED_WEIGHTS] as const;

/** Those of a fit that no search changes. */
const RUN = ['iterations', 'cgSteps', 'leastGain', 'seed'] as const;
const ALL = [...FITTED, ...POPULARITY, ...WEIGHTS, ...RUN, 'minSongSeconds', 'minListeners'] as const;

export type PopularityRule = Pick<TrainingParametersDto, (typeof POPULARITY)[number]>;

/** How one song speaks for another. */
export type ItemParameters = Pick<TrainingParametersDto, (typeof ITEM)[number]>;

/** The settings of a fit that may differ from one version to the next. */
export type FitParameters = Pick<TrainingParametersDto, (typeof FITTED)[number] | (typeof RUN)[number]> &
  Partial<PopularityRule>;

/** The part of the parameters that a search may change. */
export type SearchedParameters = Pick<TrainingParametersDto, (typeof SEARCHED)[number]>;

/** Everything that decides what a version learns from given events, as an object to be spread. */
export type TrainingParameters = Pick<TrainingParametersDto, keyof TrainingParametersDto>;

/** What no setting changes; a search may choose another dropout, other exponents, and popularity. */
const FIXED = {
  cgSteps: 2,
  leastGain: 0.001,
  frequency: 'all',
  itemRidgeExponent: 0.25,
  itemDropout: 0,
  itemActivityExponent: 0.5,
  popularityWeight: 0,
  popularityDays: 30,
} as const;

export function parametersFromSettings(settings: RecommenderSettings): TrainingParameters {
  return {
    ...FIXED,
    form: settings.RECOMMENDER_FORM,
    factors: settings.RECOMMENDER_FACTORS,
    iterations: settings.RECOMMENDER_ITERATIONS,
    alpha: settings.RECOMMENDER_ALPHA,
    regularization: settings.RECOMMENDER_REGULARIZATION,
    frequencyExponent: settings.RECOMMENDER_FREQUENCY_EXPONENT,
    itemShare: settings.RECOMMENDER_ITEM_SHARE,
    itemNeighbours: settings.RECOMMENDER_ITEM_NEIGHBOURS,
    itemShrinkage: settings.RECOMMENDER_ITEM_SHRINKAGE,
    itemRidge: settings.RECOMMENDER_ITEM_RIDGE,
    seed: settings.RECOMMENDER_SEED,
    minSongSeconds: settings.RECOMMENDER_MIN_SONG_SECONDS,
    minListeners: settings.RECOMMENDER_MIN_LISTENERS,
    playWeight: settings.RECOMMENDER_PLAY_WEIGHT,
    completionExponent: settings.RECOMMENDER_COMPLETION_EXPONENT,
    downloadWeight: settings.RECOMMENDER_DOWNLOAD_WEIGHT,
    likeWeight: settings.RECOMMENDER_LIKE_WEIGHT,
    addWeight: settings.RECOMMENDER_ADD_WEIGHT,
    skipWeight: settings.RECOMMENDER_SKIP_WEIGHT,
    halfLifeDays: settings.RECOMMENDER_HALF_LIFE_DAYS,
    logDamping: settings.RECOMMENDER_LOG_DAMPING,
  };
}

/** The part of the parameters that a search may change. */
export function searchedParametersOf(parameters: SearchedParameters): SearchedParameters {
  return picked(parameters, SEARCHED);
}

/** What the item weights follow. */
export function itemParametersOf(parameters: ItemParameters): ItemParameters {
  return picked(parameters, ITEM);
}

/** These members alone, in the order of the names. */
function picked<Whole, Name extends keyof Whole>(whole: Whole, names: readonly Name[]): Pick<Whole, Name> {
  return Object.fromEntries(names.map((name) => [name, whole[name]])) as Pick<Whole, Name>;
}

/** What stored parameters mean that do not have it. */
export const UNSTORED = { itemRidgeExponent: 0 } as const;

/** The parameters of a version, without those that only an earlier program had. */
export function storedParameters({ parameters }: Pick<ModelVersion, 'parameters'>): TrainingParameters {
  const stored = { ...UNSTORED, ...(parameters as unknown as TrainingParameters) };
  return picked(
    stored,
    ALL.filter((name) => name in stored),
  );
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
export function haveSameWeights<Rule extends Partial<WeightRule>>(a: Rule, b: Rule): boolean {
  return WEIGHTS.every((name) => a[name] === b[name]);
}

/** Whether two sets of parameters give the same model of the same events. */
export function areSame(a: TrainingParameters, b: TrainingParameters): boolean {
  return (Object.keys(a) as (keyof TrainingParameters)[]).every((name) => a[name] === b[name]);
}
