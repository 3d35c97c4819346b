import { Field } from '#common';
import { ExpectedQualityDto, NoiseFloorDto } from '../measures/metrics.dto.js';
import { CalibrationStateDto } from './outcomes.dto.js';
import { SyntheticDto } from '../dataset/windows.dto.js';

const VERDICTS = ['noise', 'small', 'shifted', 'strongly shifted'] as const;

export class DriftQuery {
  @Field.day('Earlier snapshot date; default is the one the live version learned from', {
    optional: true,
    example: '2017-04-28',
  })
  from?: string;

  @Field.day('Later snapshot date; default is the newest one that the live version has scored', {
    optional: true,
    example: '2017-05-12',
  })
  to?: string;
}

export class StabilityDto {
  @Field.number('Population stability index; 0 is no change', { example: 0.012 })
  psi: number;

  @Field.object(() => NoiseFloorDto, 'What chance alone shows with so many users')
  noise: NoiseFloorDto;

  @Field.enum(
    'noise: within the band; small: real, below 0.1; shifted: 0.1 to 0.25; strongly shifted: above',
    VERDICTS,
    { example: 'small' },
  )
  verdict: (typeof VERDICTS)[number];
}

export class CountChangeDto {
  @Field.count('At the earlier snapshot date', { example: 57890 })
  from: number;

  @Field.count('At the later snapshot date', { example: 58123 })
  to: number;
}

export class ShareChangeDto {
  @Field.share('At the earlier snapshot date', { example: 0.364 })
  from: number;

  @Field.share('At the later snapshot date', { example: 0.371 })
  to: number;
}

export class FeatureDriftDto extends StabilityDto {
  @Field.text('Name of the feature', { example: 'freq_P_last_30' })
  feature: string;

  @Field.object(() => ShareChangeDto, 'Share of users without a value')
  missing: ShareChangeDto;
}

class ExpectedChangeDto {
  @Field.object(() => ExpectedQualityDto, 'At the earlier snapshot date')
  from: ExpectedQualityDto;

  @Field.object(() => ExpectedQualityDto, 'At the later snapshot date')
  to: ExpectedQualityDto;
}

export class DriftDto extends SyntheticDto {
  @Field.day('Earlier snapshot date; the bins are tenths of the snapshot that the version learned', {
    example: '2017-04-28',
  })
  from: string;

  @Field.day('Later snapshot date', { example: '2017-05-12' })
  to: string;

  @Field.integer('Version whose scores are compared', { minimum: 1, example: 3 })
  modelVersion: number;

  @Field.object(
    () => CountChangeDto,
    'Users of the population; of the snapshot that was learned, those that were read (CHURN_SNAPSHOT_USERS)',
  )
  users: CountChangeDto;

  @Field.object(() => ShareChangeDto, 'Mean probability')
  meanProbability: ShareChangeDto;

  @Field.object(
    () => ExpectedChangeDto,
    'Quality that the probabilities alone make expect, before any outcome is known',
  )
  expected: ExpectedChangeDto;

  @Field.object(
    () => CalibrationStateDto,
    'Whether that can be believed: it is right only while the probabilities are',
  )
  calibration: CalibrationStateDto;

  @Field.text('Why no change can be concluded from it; null where it can', { nullable: true, example: null })
  uncertainBecause: string | null;

  @Field.object(() => StabilityDto, 'How much the probabilities have changed')
  scores: StabilityDto;

  @Field.objects(() => FeatureDriftDto, 'How much each feature has changed, most first')
  features: readonly FeatureDriftDto[];
}
