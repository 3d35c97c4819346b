import { DayField, EnumField, IdField, ObjectField, ObjectsField, TextField } from '#common';
import { ChurnScoreDto } from './churn-score.dto.js';
import { NO_SCORE_STATUSES } from './describe-score.js';

const STATUSES = ['scored', ...NO_SCORE_STATUSES] as const;

export class BatchEntryDto {
  @IdField('user', 'User id as asked', { example: '168550892' })
  userId: string;

  @EnumField(
    'scored; unknown: no event was ever loaded; excluded: a bot, a service account or the anonymous pool; ' +
      'outside_population: never scored, since there is no event in the feature window',
    STATUSES,
    { example: 'scored' },
  )
  status: (typeof STATUSES)[number];

  @ObjectField(() => ChurnScoreDto, 'The risk, when scored', { nullable: true })
  score: ChurnScoreDto | null;

  @TextField('Why there is none, otherwise', { nullable: true, example: null })
  detail: string | null;
}

export class ScoreBatchDto {
  @DayField('Snapshot date of all answers; null before anything has been loaded', {
    nullable: true,
    example: '2017-05-12',
  })
  snapshotDate: string | null;

  @ObjectsField(() => BatchEntryDto, 'One for each id, in the order asked')
  results: BatchEntryDto[];
}
