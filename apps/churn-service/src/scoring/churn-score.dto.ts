import { ApiProperty } from '@nestjs/swagger';
import { BANDS } from './bands.js';
import type { Band } from './bands.js';
import { FreshnessDto } from './freshness.dto.js';

export class BandCutsDto {
  @ApiProperty({ description: 'Probability from which the band is medium', example: 0.4 })
  mediumFrom: number;

  @ApiProperty({ description: 'Probability from which the band is high', example: 0.7 })
  highFrom: number;
}

export class ReasonDto {
  @ApiProperty({
    description: 'What it is about; features of one family mostly move together and are one reason',
    enum: ['presence', 'plays', 'downloads', 'searches', 'listening', 'device'],
    example: 'presence',
  })
  family: string;

  @ApiProperty({
    description: 'Feature of the family that stands out for this user',
    example: 'days_from_last_event',
  })
  feature: string;

  @ApiProperty({
    description: 'Its value; null is never within the feature window',
    example: 12,
    nullable: true,
    type: Number,
  })
  value: number | null;

  @ApiProperty({
    description: 'Typical value among the users the model learned from; null where there is none',
    example: 7.31,
    nullable: true,
    type: Number,
  })
  reference: number | null;

  @ApiProperty({
    description:
      'Change of the log-odds of the probability by the whole family: with all others and a base they add up to it',
    example: 0.62,
  })
  contribution: number;

  @ApiProperty({ description: 'Which way it moves the risk', enum: ['raises', 'lowers'], example: 'raises' })
  direction: 'raises' | 'lowers';

  @ApiProperty({
    description: 'The same in words',
    example: 'Last event 12 days before the snapshot date (typical: 7.3), which raises the risk.',
  })
  sentence: string;
}

export class ChurnScoreDto {
  @ApiProperty({ description: 'User id, as text since JSON numbers lose digits', example: '168550892' })
  userId: string;

  @ApiProperty({
    description: 'Probability of no event of the kinds below in the days after the snapshot date, 0 to 1',
    example: 0.734,
  })
  probability: number;

  @ApiProperty({
    description:
      'Percentage of the population with a lower probability; null until everybody has been scored',
    example: 91.4,
    nullable: true,
    type: Number,
  })
  percentile: number | null;

  @ApiProperty({ description: 'Band of the probability', enum: BANDS, example: 'high' })
  band: Band;

  @ApiProperty({ description: 'Where the bands begin', type: BandCutsDto })
  bandCuts: BandCutsDto;

  @ApiProperty({ description: 'Last day whose events the score has seen', example: '2017-05-12' })
  snapshotDate: string;

  @ApiProperty({ description: 'Days after the snapshot date that the probability is about', example: 14 })
  horizonDays: number;

  @ApiProperty({
    description: 'Kinds of event that count as activity in those days',
    example: ['play', 'download', 'search'],
    type: [String],
  })
  activityKinds: string[];

  @ApiProperty({ description: 'Snapshot date the model learned from', example: '2017-04-28' })
  trainedOnSnapshot: string;

  @ApiProperty({
    description:
      'True when every label the version learned from was known on the snapshot date. False: the version was applied to a past ' +
      'that it had learned from or beyond, so this is no forecast, and how well it fits says little',
    example: true,
  })
  outOfTime: boolean;

  @ApiProperty({ description: 'Version of the churn model', example: 3 })
  modelVersion: number;

  @ApiProperty({
    description: 'What came of it; null until the days after the snapshot date have been loaded and compared',
    enum: ['churned', 'stayed'],
    example: null,
    nullable: true,
    type: String,
  })
  outcome: 'churned' | 'stayed' | null;

  @ApiProperty({ description: 'How fresh the score is', type: FreshnessDto })
  freshness: FreshnessDto;

  @ApiProperty({ description: 'True when the loaded logs are generated sample logs', example: true })
  synthetic: boolean;

  @ApiProperty({
    description:
      'What moves this user most, largest effect first; none where the version that made the score is retired',
    type: [ReasonDto],
  })
  reasons: ReasonDto[];
}
