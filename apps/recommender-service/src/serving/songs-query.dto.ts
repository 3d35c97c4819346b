import { EnumField, IdListField, NumberField, ShareField, TextField } from '#common';
import { BOOSTS_OF_QUERY, ConstrainedQuery } from '../answers/constraints/constraints.dto.js';

const MOST_IDS = 500;

const PLAYED = ['false', 'true', 'mix'] as const;

/** What a caller may ask of a list of songs. */
export class SongsQuery extends ConstrainedQuery {
  @IdListField('song', 'Song ids to leave out', {
    optional: true,
    maxItems: MOST_IDS,
    example: ['15249349', '6468891'],
  })
  exclude?: string[];

  @IdListField('song', 'Song ids to choose from; without it all songs of the model', {
    optional: true,
    maxItems: MOST_IDS,
    example: ['15249349', '6468891'],
  })
  include?: string[];

  @EnumField(
    'false: songs played already are left out. true: they are ranked like all others. mix: new songs, and between them songs to hear ' +
      'again as GET /recommend/:userId/again ranks them, as many as the share of repeats in the plays of this user',
    PLAYED,
    { default: 'false' },
  )
  includePlayed: (typeof PLAYED)[number];

  @ShareField(
    'From 0, best first, to 1, different ones first; above 0 the list is drawn from the best 500 songs',
    {
      default: 0,
    },
  )
  diversity: number;

  @TextField(...BOOSTS_OF_QUERY)
  boosts?: string;

  @NumberField('Leaves out songs with a lower score', { optional: true, example: 0.05 })
  minScore?: number;

  @TextField(
    '`nextCursor` of the page before, all else asked as for the first page; only the limit may change',
    {
      optional: true,
      maxLength: 14_000,
    },
  )
  cursor?: string;
}
