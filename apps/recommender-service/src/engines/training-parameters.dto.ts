import { BooleanField, EnumField, IntegerField, NumberField, ShareField } from '#common';
import { FORMS, ITEM_MODELS } from '../recommender.settings.js';

/** What the frequency of a user or song counts: all pairs by weight, or, as Spark does, the observed alone. */
const FREQUENCIES = ['all', 'observed'] as const;

/** The parameters that a search may change. */
export class SearchedParametersDto {
  @EnumField('What the factors minimise: after Hu, Koren and Volinsky 2008, or Rendle et al. 2022', FORMS, {
    example: 'hkv',
  })
  form: (typeof FORMS)[number];

  @IntegerField('Length of a vector', { minimum: 1, example: 64 })
  factors: number;

  @NumberField('Confidence is 1 + alpha w', { example: 3 })
  alpha: number;

  @NumberField('Strength of the regularisation', { example: 10 })
  regularization: number;

  @NumberField('0: all vectors are regularised alike; 1: in proportion to frequency', { example: 0.5 })
  frequencyExponent: number;

  @EnumField('What the frequency counts: all pairs, or the observed ones', FREQUENCIES, { example: 'all' })
  frequency: (typeof FREQUENCIES)[number];

  @EnumField('How liked songs speak for others: local ridge, or similarity', ITEM_MODELS, {
    example: 'local-ridge',
  })
  itemModel: (typeof ITEM_MODELS)[number];

  @ShareField('Share of the item weights in a score: 0 is the factors alone, 1 the item weights alone', {
    example: 0.5,
  })
  itemShare: number;

  @IntegerField('Neighbours that a song has weights of', { minimum: 1, example: 100 })
  itemNeighbours: number;

  @NumberField('Shrinkage of the cosine that finds them', { minimum: 0, example: 30 })
  itemShrinkage: number;

  @NumberField('Ridge of local ridge', { example: 100 })
  itemRidge: number;

  @ShareField('Share of a history that local ridge takes to be missing', { example: 0.2 })
  itemDropout: number;

  @ShareField('A user with n liked songs counts n to minus this power in the item weights', { example: 0.5 })
  itemActivityExponent: number;

  @NumberField('Weight of a like that was not taken back', { example: 2 })
  likeWeight: number;

  @NumberField('Weight of an add to a playlist that was not taken back', { example: 2 })
  addWeight: number;

  @NumberField('What a skip, sent or heard, takes off; 0 unless a search found a gain', { example: 0 })
  skipWeight: number;
}

/** Everything that decides what a version learns from given events. */
export class TrainingParametersDto extends SearchedParametersDto {
  @IntegerField('Most iterations of a fit', { minimum: 1, example: 10 })
  iterations: number;

  @IntegerField('Conjugate-gradient steps a row and iteration', { minimum: 1, example: 3 })
  cgSteps: number;

  @NumberField('A fit ends when an iteration lowers the loss by less than this share', { example: 0.001 })
  leastGain: number;

  @IntegerField('Seed of everything random', { minimum: 0, example: 42 })
  seed: number;

  @IntegerField('Shorter songs are not in the model', { minimum: 1, example: 30 })
  minSongSeconds: number;

  @IntegerField('Songs with fewer listeners are not in the model', { minimum: 1, example: 2 })
  minListeners: number;

  @NumberField('Weight of a play to its end', { example: 1 })
  playWeight: number;

  @NumberField('A play weighs its share heard to this power', { example: 1 })
  completionExponent: number;

  @NumberField('Weight of a download', { example: 2 })
  downloadWeight: number;

  @NumberField('Days after which an event weighs half; 0: age does not matter', { example: 30 })
  halfLifeDays: number;

  @BooleanField('Whether the summed weight w of a user and song counts as log(1 + w)', { example: true })
  logDamping: boolean;
}
