import { DayField, IdListField } from '#common';

/** Ids of one batch; their features are computed by one statement when there are no stored scores. */
export const LARGEST_BATCH = 1_000;

export class AsOfQuery {
  @DayField(
    'Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then',
    { optional: true, example: '2017-05-12' },
  )
  asOf?: string;
}

export class ScoreBatchBody extends AsOfQuery {
  @IdListField('User ids, answered in this order', {
    minItems: 1,
    maxItems: LARGEST_BATCH,
    example: ['168550892', '168550893'],
  })
  userIds: string[];
}
