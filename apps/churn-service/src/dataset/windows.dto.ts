import { Field } from '#common';
import { FACT_TYPES } from '#common/facts';
import type { FactType, ModelFact } from '#common/facts';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';

/** What every answer from logs says of them. */
export class SyntheticDto {
  @Field.boolean('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;
}

export class PopulationDto {
  @Field.values('Kinds of event that make a user belong to the population', EVENT_KINDS, {
    example: ['play'],
  })
  kinds: readonly EventKind[];

  @Field.integer('Days of the feature window with such an event at least', { minimum: 1, example: 1 })
  minDays: number;

  @Field.boolean(
    'True: the target is `ended`. Who has ended is left out, and churned is who ends in the label window',
    { optional: true, example: true },
  )
  notEnded?: boolean;
}

export class ChurnDefinitionDto {
  @Field.integer('Feature window in days', { minimum: 2, example: 14 })
  featureDays: number;

  @Field.integer('Label window in days', { minimum: 1, example: 7 })
  labelDays: number;

  @Field.values('Kinds of event whose absence in the label window is churn', EVENT_KINDS, {
    example: ['play', 'download', 'search'],
  })
  activityKinds: readonly EventKind[];

  @Field.object(() => PopulationDto, 'Who is predicted')
  population: PopulationDto;
}

class ModelFactDto implements ModelFact {
  @Field.integer('Number of the declaration', { minimum: 1, example: 1 })
  id: number;

  @Field.text('Name', { example: 'plan' })
  name: string;

  @Field.enum('What its values are', FACT_TYPES, { example: 'text' })
  type: FactType;

  @Field.text('What people call it', { example: 'Plan' })
  label: string;

  @Field.values('Categories that have a code, from 1 on', 'string', { example: ['family', 'premium'] })
  categories: readonly string[];
}

export class WindowsDto extends ChurnDefinitionDto {
  @Field.day('Snapshot date', { example: '2017-04-28' })
  snapshotDate: string;

  @Field.integer('Days that features look back, at least the feature window', { minimum: 2, example: 90 })
  historyDays: number;

  @Field.objects(() => ModelFactDto, 'Facts of users among the features', { example: [] })
  facts: readonly ModelFactDto[];

  @Field.day('First day of the feature window', { example: '2017-03-30' })
  featuresFrom: string;

  @Field.day('First day of the label window', { example: '2017-04-29' })
  labelsFrom: string;

  @Field.day('Last day of the label window', { example: '2017-05-12' })
  labelsTo: string;
}

export class LoadedDaysDto {
  @Field.day('First complete day', { nullable: true, example: '2017-03-30' })
  firstDay: string | null;

  @Field.day('Newest complete day', { nullable: true, example: '2017-05-12' })
  newestDay: string | null;
}

export class HoleDto {
  @Field.day('Day', { example: '2017-04-09' })
  day: string;

  @Field.enum('Kind of event whose archive is not loaded or incomplete', EVENT_KINDS, { example: 'download' })
  kind: EventKind;

  @Field.text('What is missing', { example: 'part 3 missing' })
  reason: string;
}

export class TouchedByHolesDto {
  @Field.values('Features that count days with a hole', 'string', { example: ['freq_D_last_30'] })
  features: readonly string[];

  @Field.boolean('Whether the label window has holes: who was active may look churned', { example: false })
  label: boolean;
}

export class OmittedSnapshotDto {
  @Field.day('Snapshot date', { example: '2017-03-31' })
  snapshotDate: string;

  @Field.text('Why it was not learned from', {
    example: 'only 5 of the 14 days of its label window are complete without a gap',
  })
  because: string;
}

export class HorizonNotOfferedDto {
  @Field.integer('Days after the snapshot date', { minimum: 1, example: 60 })
  days: number;

  @Field.text('Why', { example: 'no snapshot is followed by 60 complete days of logs; the longest are 42' })
  because: string;
}
