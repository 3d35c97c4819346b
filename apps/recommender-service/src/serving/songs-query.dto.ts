import { BooleanField, IdListField, LimitQuery, NumberField, ShareField, TextField } from '#common';

const MOST_IDS = 500;

/** What a caller may ask of a list of songs. */
export class SongsQuery extends LimitQuery {
  @IdListField('Song ids to leave out', {
    optional: true,
    maxItems: MOST_IDS,
    example: ['15249349', '6468891'],
  })
  exclude?: string[];

  @IdListField('Song ids to choose from; without it all songs of the model', {
    optional: true,
    maxItems: MOST_IDS,
    example: ['15249349', '6468891'],
  })
  include?: string[];

  @BooleanField('Whether songs already played may be in the list', { default: false })
  includePlayed: boolean;

  @ShareField(
    'From 0, best first, to 1, different ones first; above 0 the list is drawn from the best 500 songs',
    {
      default: 0,
    },
  )
  diversity: number;

  @NumberField('Leaves out songs with a lower score', { optional: true, example: 0.05 })
  minScore?: number;

  @TextField(
    '`nextCursor` of the page before, all else asked as for the first page; only the limit may change',
    {
      optional: true,
      maxLength: 14_000,
      example: 'x5Rb0Tt1o2Ckq…',
    },
  )
  cursor?: string;
}
