import {
  BooleanField,
  DayField,
  EnumField,
  IntegerField,
  ShareField,
  CountField,
  NumberField,
  ObjectField,
  ObjectsField,
  TextField,
} from '#common';
import { ExpectedQualityDto, NoiseFloorDto } from '../measures/metrics.dto.js';
import { CalibrationStateDto } from './outcomes.dto.js';

const VERDICTS = ['noise', 'small', 'shifted', 'strongly shifted'] as const;

export class DriftQuery {
  @DayField('Earlier snapshot date; default is the one the live version learned from', {
    optional: true,
    example: '2017-04-28',
  })
  from?: string;

  @DayField('Later snapshot date; default is the newest one that the live version has scored', {
    optional: true,
    example: '2017-05-12',
  })
  to?: string;
}

export class StabilityDto {
  @NumberField('Population stability index; 0 is no change', { example: 0.012 })
  psi: number;

  @ObjectField(() => NoiseFloorDto, 'What chance alone shows with so many users')
  noise: NoiseFloorDto;

  @EnumField(
    'noise: within the band; small: real, below 0.1; shifted: 0.1 to 0.25; strongly shifted: above',
    VERDICTS,
    { example: 'small' },
  )
  verdict: (typeof VERDICTS)[number];
}

export class CountChangeDto {
  @CountField('At the earlier snapshot date', { example: 57890 })
  from: number;

  @CountField('At the later snapshot date', { example: 58123 })
  to: number;
}

export class ShareChangeDto {
  @ShareField('At the earlier snapshot date', { example: 0.364 })
  from: number;

  @ShareField('At the later snapshot date', { example: 0.371 })
  to: number;
}

export class FeatureDriftDto extends StabilityDto {
  @TextField('Name of the feature', { example: 'freq_P_last_30' })
  feature: string;

  @ObjectField(() => ShareChangeDto, 'Share of users without a value')
  missing: ShareChangeDto;
}

class ExpectedChangeDto {
  @ObjectField(() => ExpectedQualityDto, 'At the earlier snapshot date')
  from: ExpectedQualityDto;

  @ObjectField(() => ExpectedQualityDto, 'At the later snapshot date')
  to: ExpectedQualityDto;
}

export class DriftDto {
  @DayField('Earlier snapshot date; the bins are tenths of the snapshot that the version learned', {
    example: '2017-04-28',
  })
  from: string;

  @DayField('Later snapshot date', { example: '2017-05-12' })
  to: string;

  @IntegerField('Version whose scores are compared', { minimum: 1, example: 3 })
  modelVersion: number;

  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;

  @ObjectField(
    () => CountChangeDto,
    'Users of the population; of the snapshot that was learned, those that were read (CHURN_SNAPSHOT_USERS)',
  )
  users: CountChangeDto;

  @ObjectField(() => ShareChangeDto, 'Mean probability')
  meanProbability: ShareChangeDto;

  @ObjectField(
    () => ExpectedChangeDto,
    'Quality that the probabilities alone make expect, before any outcome is known',
  )
  expected: ExpectedChangeDto;

  @ObjectField(
    () => CalibrationStateDto,
    'Whether that can be believed: it is right only while the probabilities are',
  )
  calibration: CalibrationStateDto;

  @TextField('Why no change can be concluded from it; null where it can', { nullable: true, example: null })
  uncertainBecause: string | null;

  @ObjectField(() => StabilityDto, 'How much the probabilities have changed')
  scores: StabilityDto;

  @ObjectsField(() => FeatureDriftDto, 'How much each feature has changed, most first')
  features: readonly FeatureDriftDto[];
}
