import { Field } from '#common';
import { FORMS } from '#ml/factors';

/** What the frequency of a user or song counts: all pairs by weight, or, as Spark does, the observed alone. */
const FREQUENCIES = ['all', 'observed'] as const;

/** The parameters that a search may change. */
export class SearchedParametersDto {
  @Field.enum('What the factors minimise: after Hu, Koren and Volinsky 2008, or Rendle et al. 2022', FORMS, {
    example: 'hkv',
  })
  form: (typeof FORMS)[number];

  @Field.integer('Length of a vector', { minimum: 1, example: 64 })
  factors: number;

  @Field.number('Confidence is 1 + alpha w', { example: 3 })
  alpha: number;

  @Field.number('Strength of the regularisation', { example: 10 })
  regularization: number;

  @Field.number('0: all vectors are regularised alike; 1: in proportion to frequency', { example: 0.5 })
  frequencyExponent: number;

  @Field.enum('What the frequency counts: all pairs, or the observed ones', FREQUENCIES, { example: 'all' })
  frequency: (typeof FREQUENCIES)[number];

  @Field.share('Share of the item weights in a score: 0 is the factors alone, 1 the item weights alone', {
    example: 0.5,
  })
  itemShare: number;

  @Field.integer('Neighbours that a song has weights of', { minimum: 1, example: 100 })
  itemNeighbours: number;

  @Field.number('Shrinkage of the cosine that finds them', { minimum: 0, example: 30 })
  itemShrinkage: number;

  @Field.number('Ridge of local ridge', { example: 100 })
  itemRidge: number;

  @Field.share('The ridge of a song with n listeners follows n to this power', { example: 0.25 })
  itemRidgeExponent: number;

  @Field.share('Share of a history that local ridge takes to be missing', { example: 0.2 })
  itemDropout: number;

  @Field.share('A user with n liked songs counts n to minus this power in the item weights', { example: 0.5 })
  itemActivityExponent: number;

  @Field.number(
    'What a standard deviation of recent popularity adds to scores, in those of the factors; 0: nothing',
    { minimum: 0, example: 0.3 },
  )
  popularityWeight: number;

  @Field.integer('Newest days by whose listeners songs are popular', { minimum: 1, example: 30 })
  popularityDays: number;

  @Field.number('Days after which an event weighs half; 0: age does not matter', { example: 30 })
  halfLifeDays: number;

  @Field.number('Weight of a like that was not taken back', { example: 2 })
  likeWeight: number;

  @Field.number('Weight of an add to a playlist that was not taken back', { example: 2 })
  addWeight: number;

  @Field.number('What a skip, sent or heard, takes off; 0 unless a search found a gain', { example: 0 })
  skipWeight: number;
}

/** Everything that decides what a version learns from given events. */
export class TrainingParametersDto extends SearchedParametersDto {
  @Field.integer('Most iterations of a fit', { minimum: 1, example: 10 })
  iterations: number;

  @Field.integer('Conjugate-gradient steps a row and iteration', { minimum: 1, example: 3 })
  cgSteps: number;

  @Field.number('A fit ends when an iteration lowers the loss by less than this share', { example: 0.001 })
  leastGain: number;

  @Field.integer('Seed of everything random', { minimum: 0, example: 42 })
  seed: number;

  @Field.integer('Shorter songs are not in the model', { minimum: 1, example: 30 })
  minSongSeconds: number;

  @Field.integer('Songs with fewer listeners are not in the model', { minimum: 1, example: 2 })
  minListeners: number;

  @Field.number('Weight of a play to its end', { example: 1 })
  playWeight: number;

  @Field.number('A play weighs its share heard to this power', { example: 1 })
  completionExponent: number;

  @Field.number('Weight of a download', { example: 2 })
  downloadWeight: number;

  @Field.boolean('Whether the summed weight w of a user and song counts as log(1 + w)', { example: true })
  logDamping: boolean;
}
