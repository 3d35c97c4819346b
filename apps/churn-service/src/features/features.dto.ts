import { ApiProperty } from '@nestjs/swagger';
import { FEATURE_FAMILIES, FEATURE_UNITS } from './feature.js';
import type { Feature } from './feature.js';

export class FeatureDto {
  @ApiProperty({ description: 'Name, the same in answers, exports and reports', example: 'freq_P_last_7' })
  name: string;

  @ApiProperty({
    description: 'What it is about; reasons are given by family',
    enum: FEATURE_FAMILIES,
    example: 'plays',
  })
  family: Feature['family'];

  @ApiProperty({ description: 'What a value of 1 is one of', enum: FEATURE_UNITS, example: 'events' })
  unit: Feature['unit'];

  @ApiProperty({
    description: 'What it says',
    example: 'Plays on the last 7 days, the snapshot date included',
  })
  meaning: string;

  @ApiProperty({
    description: 'Value of a user who did nothing of the kind; null where that is no number',
    example: 0,
    nullable: true,
    type: Number,
  })
  default: number | null;

  @ApiProperty({
    description: 'How "never in the feature window" is kept apart from any number; null where it cannot be',
    example: 'null (no search in the feature window), never a number of days',
    nullable: true,
    type: String,
  })
  never: string | null;
}

export class FeaturesDto {
  @ApiProperty({ description: 'Counts the changes of the definitions', example: 4 })
  edition: number;

  @ApiProperty({
    description: 'SHA-256 of all definitions: a model made from others cannot be used and is refused',
    example: '9f2c…',
  })
  hash: string;

  @ApiProperty({ description: 'Length of the feature window in days', example: 30 })
  featureDays: number;

  @ApiProperty({
    description: 'Live version of the churn model; null when there is none',
    example: 3,
    nullable: true,
    type: Number,
  })
  liveVersion: number | null;

  @ApiProperty({ description: 'In the order that tables and models have them', type: [FeatureDto] })
  features: FeatureDto[];
}
