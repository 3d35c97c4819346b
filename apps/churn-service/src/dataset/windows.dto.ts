import {
  BooleanField,
  DayField,
  EnumField,
  IntegerField,
  ObjectField,
  ObjectsField,
  TextField,
  ValuesField,
} from '#common';
import { FACT_TYPES } from '#common/facts';
import type { FactType, ModelFact } from '#common/facts';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';

export class PopulationDto {
  @ValuesField('Kinds of event that make a user belong to the population', EVENT_KINDS, { example: ['play'] })
  kinds: readonly EventKind[];

  @IntegerField('Days of the feature window with such an event at least', { minimum: 1, example: 1 })
  minDays: number;
}

export class ChurnDefinitionDto {
  @IntegerField('Feature window in days', { minimum: 2, example: 14 })
  featureDays: number;

  @IntegerField('Label window in days', { minimum: 1, example: 7 })
  labelDays: number;

  @ValuesField('Kinds of event whose absence in the label window is churn', EVENT_KINDS, {
    example: ['play', 'download', 'search'],
  })
  activityKinds: readonly EventKind[];

  @ObjectField(() => PopulationDto, 'Who is predicted')
  population: PopulationDto;
}

class ModelFactDto implements ModelFact {
  @IntegerField('Number of the declaration', { minimum: 1, example: 1 })
  id: number;

  @TextField('Name', { example: 'plan' })
  name: string;

  @EnumField('What its values are', FACT_TYPES, { example: 'text' })
  type: FactType;

  @TextField('What people call it', { example: 'Plan' })
  label: string;

  @ValuesField('Categories that have a code, from 1 on', 'string', { example: ['family', 'premium'] })
  categories: readonly string[];
}

export class WindowsDto extends ChurnDefinitionDto {
  @DayField('Snapshot date', { example: '2017-04-28' })
  snapshotDate: string;

  @IntegerField('Days that features look back, at least the feature window', { minimum: 2, example: 90 })
  historyDays: number;

  @ObjectsField(() => ModelFactDto, 'Facts of users among the features', { example: [] })
  facts: readonly ModelFactDto[];

  @DayField('First day of the feature window', { example: '2017-03-30' })
  featuresFrom: string;

  @DayField('First day of the label window', { example: '2017-04-29' })
  labelsFrom: string;

  @DayField('Last day of the label window', { example: '2017-05-12' })
  labelsTo: string;
}

export class LoadedDaysDto {
  @DayField('First complete day', { nullable: true, example: '2017-03-30' })
  firstDay: string | null;

  @DayField('Newest complete day', { nullable: true, example: '2017-05-12' })
  newestDay: string | null;
}

export class HoleDto {
  @DayField('Day', { example: '2017-04-09' })
  day: string;

  @EnumField('Kind of event whose archive is not loaded or incomplete', EVENT_KINDS, { example: 'download' })
  kind: EventKind;

  @TextField('What is missing', { example: 'part 3 missing' })
  reason: string;
}

export class TouchedByHolesDto {
  @ValuesField('Features that count days with a hole', 'string', { example: ['freq_D_last_30'] })
  features: readonly string[];

  @BooleanField('Whether the label window has holes: who was active may look churned', { example: false })
  label: boolean;
}

export class OmittedSnapshotDto {
  @DayField('Snapshot date', { example: '2017-03-31' })
  snapshotDate: string;

  @TextField('Why it was not learned from', {
    example: 'only 5 of the 14 days of its label window are complete without a gap',
  })
  because: string;
}

export class HorizonNotOfferedDto {
  @IntegerField('Days after the snapshot date', { minimum: 1, example: 60 })
  days: number;

  @TextField('Why', { example: 'no snapshot is followed by 60 complete days of logs; the longest are 42' })
  because: string;
}
