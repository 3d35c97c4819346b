import { ConditionsBody, Field } from '#common';

const MOST_SINGERS = 100;
const DAY_SECONDS = 86_400;
const ONE_OF = { optional: true, minItems: 1, maxItems: 100, maxLength: 200 };

/** What may be asked of every list of songs. */
export class ConstraintsDto {
  @Field.integer(
    'At most so many songs of a singer; a song of several counts for each of them, one without a known singer for none',
    { optional: true, minimum: 1, maximum: 200, example: 2 },
  )
  maxPerSinger?: number;

  @Field.integer('The same of a genre', { optional: true, minimum: 1, maximum: 200, example: 5 })
  maxPerGenre?: number;

  @Field.ids('singer', 'Only songs by one of these singers', {
    optional: true,
    maxItems: MOST_SINGERS,
    example: ['4185938467134902177'],
  })
  includeSingers?: string[];

  @Field.ids('singer', 'No song by any of these singers', {
    optional: true,
    maxItems: MOST_SINGERS,
    example: ['4185938467134902177'],
  })
  excludeSingers?: string[];

  @Field.integer('Only songs of so many seconds or more', {
    optional: true,
    minimum: 0,
    maximum: DAY_SECONDS,
    example: 120,
  })
  minSeconds?: number;

  @Field.integer('Only songs of so many seconds or less', {
    optional: true,
    minimum: 1,
    maximum: DAY_SECONDS,
    example: 420,
  })
  maxSeconds?: number;

  @Field.texts('Only songs of one of these genres', { ...ONE_OF, example: ['rock', 'pop'] })
  genre?: string[];

  @Field.texts('Only songs with one of these tags', { ...ONE_OF, example: ['ballad'] })
  tag?: string[];

  @Field.texts('Only songs in one of these languages', { ...ONE_OF, example: ['zh'] })
  language?: string[];

  @Field.boolean('Only songs that are explicit, or that are not', { optional: true, example: false })
  explicit?: boolean;

  @Field.day('Only songs released on this day or later', { optional: true, example: '2017-01-01' })
  releasedAfter?: string;

  @Field.day('Only songs released on this day or earlier', { optional: true, example: '2017-05-12' })
  releasedBefore?: string;

  @Field.text(
    'Region of the listener; songs that are available in some regions alone are listed there alone. Absent: RECOMMENDER_REGION',
    { optional: true, minLength: 1, maxLength: 60, example: 'TW' },
  )
  region?: string;
}

/** As parameters of a query. */
export class ConstraintsQuery extends ConstraintsDto {
  @Field.text('Only songs whose properties meet these conditions: as JSON what bodies have as `filter`', {
    optional: true,
    maxLength: 8_000,
    example: '{"match":"all","conditions":[{"property":"genres","is":["rock"]}]}',
  })
  filter?: string;
}

/** A list of which the caller says how long it may be. */
export class ConstrainedQuery extends ConstraintsQuery {
  @Field.integer('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}

class BoostBody {
  @Field.text('Name, for people', { minLength: 1, maxLength: 60, example: 'new releases' })
  name: string;

  @Field.number('What the scores of the songs are multiplied by; those below 0 are divided by it', {
    minimum: 0.1,
    maximum: 10,
    example: 1.5,
  })
  factor: number;

  @Field.object(() => ConditionsBody, 'Of songs whose properties meet these conditions')
  filter: ConditionsBody;
}

/** As members of a body. */
export class ConstraintsBody extends ConstraintsDto {
  @Field.object(() => ConditionsBody, 'Only songs whose properties meet these conditions', { optional: true })
  filter?: ConditionsBody;

  @Field.objects(
    () => BoostBody,
    'Songs that stand higher or lower in the list; factors multiply each other',
    {
      optional: true,
      maxItems: 4,
      example: [],
    },
  )
  boosts?: BoostBody[];
}

export const BOOSTS_OF_QUERY = [
  'Songs that stand higher or lower in the list: as JSON what the body of POST /recommend/batch has as `boosts`, at most 4',
  { optional: true, maxLength: 8_000, example: '[]' },
] as const;

/** What callers may ask, by a query or a body. */
export type AskedOfSongs = ConstraintsDto & {
  filter?: string | ConditionsBody;
  boosts?: string | BoostBody[];
};
