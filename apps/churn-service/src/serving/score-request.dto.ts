import { Field, JoinedType } from '#common';
import { TargetQuery } from '../registry/churn-model.dto.js';
import { ChurnScoreDto } from './churn-score.dto.js';
import { NO_SCORE_STATUSES } from './describe-score.js';

/** Ids of one batch; their features are computed by one statement when there are no stored scores. */
export const LARGEST_BATCH = 1_000;

export class AsOfQuery {
  @Field.day(
    'Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then',
    { optional: true, example: '2017-05-12' },
  )
  asOf?: string;
}

/** What risks are asked about in addition to users. */
export class ScoreQuery extends JoinedType(AsOfQuery, TargetQuery) {
  @Field.integers(
    'Days after the snapshot date to tell the probability of silence through, beside that of the label window. Of the target ended ' +
      'that of the label window alone',
    { minimum: 1, maximum: 365, minItems: 1, maxItems: 10, optional: true, example: [7, 14] },
  )
  horizons?: number[];
}

export class ScoreBatchBody extends ScoreQuery {
  @Field.ids('user', 'User ids, answered in this order', {
    minItems: 1,
    maxItems: LARGEST_BATCH,
    example: ['168550892', '168550893'],
  })
  userIds: string[];
}

const STATUSES = ['scored', ...NO_SCORE_STATUSES] as const;

export class BatchEntryDto {
  @Field.id('user', 'User id as asked', { example: '168550892' })
  userId: string;

  @Field.enum(
    'scored; unknown: no event was ever loaded; excluded: a bot, a service account or the anonymous pool; ' +
      'outside_population: never scored, since there is no event in the feature window',
    STATUSES,
    { example: 'scored' },
  )
  status: (typeof STATUSES)[number];

  @Field.object(() => ChurnScoreDto, 'The risk, when scored', { nullable: true })
  score: ChurnScoreDto | null;

  @Field.text('Why there is none, otherwise', { nullable: true, example: null })
  detail: string | null;
}

export class ScoreBatchDto {
  @Field.day('Snapshot date of all answers; null before anything has been loaded', {
    nullable: true,
    example: '2017-05-12',
  })
  snapshotDate: string | null;

  @Field.objects(() => BatchEntryDto, 'One for each id, in the order asked')
  results: BatchEntryDto[];
}
