import { ApiProperty } from '@nestjs/swagger';
import { ChurnScoreDto } from './churn-score.dto.js';
import { NO_SCORE_STATUSES } from './no-score.js';

const STATUSES = ['scored', ...NO_SCORE_STATUSES] as const;

export class BatchEntryDto {
  @ApiProperty({ description: 'User id as asked', example: '168550892' })
  userId: string;

  @ApiProperty({
    description:
      'scored; unknown: no event was ever loaded; excluded: a bot, a service account or the anonymous pool; ' +
      'outside_population: never scored, since there is no event in the feature window',
    enum: STATUSES,
    example: 'scored',
  })
  status: (typeof STATUSES)[number];

  @ApiProperty({ description: 'The risk, when scored', nullable: true, type: ChurnScoreDto })
  score: ChurnScoreDto | null;

  @ApiProperty({ description: 'Why there is none, otherwise', example: null, nullable: true, type: String })
  detail: string | null;
}

export class ScoreBatchDto {
  @ApiProperty({
    description: 'Snapshot date of all answers; null before anything has been loaded',
    example: '2017-05-12',
    nullable: true,
    type: String,
  })
  snapshotDate: string | null;

  @ApiProperty({ description: 'One for each id, in the order asked', type: [BatchEntryDto] })
  results: BatchEntryDto[];
}
