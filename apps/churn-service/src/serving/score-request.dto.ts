import { DayField, IdListField, IntegersField } from '#common';

/** Ids of one batch; their features are computed by one statement when there are no stored scores. */
export const LARGEST_BATCH = 1_000;

export class AsOfQuery {
  @DayField(
    'Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then',
    { optional: true, example: '2017-05-12' },
  )
  asOf?: string;
}

/** What risks are asked about in addition to users. */
export class ScoreQuery extends AsOfQuery {
  @IntegersField(
    'Days after the snapshot date to tell the probability of silence through, beside that of the label window',
    { minimum: 1, maximum: 365, minItems: 1, maxItems: 10, optional: true, example: [7, 14] },
  )
  horizons?: number[];
}

export class ScoreBatchBody extends ScoreQuery {
  @IdListField('user', 'User ids, answered in this order', {
    minItems: 1,
    maxItems: LARGEST_BATCH,
    example: ['168550892', '168550893'],
  })
  userIds: string[];
}
