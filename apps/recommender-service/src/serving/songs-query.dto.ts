import { Field } from '#common';
import { BOOSTS_OF_QUERY, ConstraintsQuery } from '../answers/constraints/constraints.dto.js';
import { SCENARIO_NAME } from '../registry/scenarios/scenarios.js';

const MOST_IDS = 500;

const PLAYED = ['false', 'true', 'mix'] as const;
export type Played = (typeof PLAYED)[number];

/** Of a list: whether songs played already may be in it. */
export const INCLUDE_PLAYED = [
  'false: songs played already are left out. true: they are ranked like all others. mix: new songs, and between them songs to hear ' +
    'again as GET /recommend/:userId/again ranks them, as many as the share of repeats in the plays of this user',
  PLAYED,
] as const;

export const AGAIN_SHARE = 'With includePlayed=mix: share of songs to hear again, the same for all users';
export const DIVERSITY =
  'From 0, best first, to 1, different ones first; above 0 the list is drawn from the best 500 songs';
export const LIST_CURSOR = [
  '`nextCursor` of the page before, all else asked as for the first page; only the limit may change',
  { optional: true, maxLength: 14_000 },
] as const;
export const LIST_LENGTH = { minimum: 1, maximum: 200 } as const;

/** Which songs of a model a caller chooses. */
export class ChosenSongsQuery extends ConstraintsQuery {
  @Field.ids('song', 'Song ids to leave out', {
    optional: true,
    maxItems: MOST_IDS,
    example: ['15249349', '6468891'],
  })
  exclude?: string[];

  @Field.ids('song', 'Song ids to choose from; without it all songs of the model', {
    optional: true,
    maxItems: MOST_IDS,
    example: ['15249349', '6468891'],
  })
  include?: string[];

  @Field.share(`${DIVERSITY}; absent: 0`, { optional: true, example: 0 })
  diversity?: number;

  @Field.text(...BOOSTS_OF_QUERY)
  boosts?: string;

  @Field.number('Leaves out songs with a lower score', { optional: true, example: 0.05 })
  minScore?: number;
}

/** What a caller may ask of a list of songs; what is left out is as the scenario has it. */
export class SongsQuery extends ChosenSongsQuery {
  @Field.text('Name of a scenario, whose live version says what is asked for where the query does not', {
    optional: true,
    ...SCENARIO_NAME,
  })
  scenario?: string;

  @Field.integer('How many songs; absent: 20', { optional: true, ...LIST_LENGTH, example: 20 })
  limit?: number;

  @Field.enum(...INCLUDE_PLAYED, { optional: true, example: 'false' })
  includePlayed?: Played;

  @Field.share(AGAIN_SHARE, { optional: true, example: 0.3 })
  againShare?: number;

  @Field.text(...LIST_CURSOR)
  cursor?: string;
}
