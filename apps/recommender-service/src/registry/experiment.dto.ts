import {
  CountField,
  EnumField,
  IntegerField,
  IntegersField,
  NumberField,
  ObjectsField,
  ShareField,
  TextField,
  TimeField,
  ValuesField,
} from '#common';
import { SCENARIO_NAME } from './scenarios/scenarios.js';
import { ENDED_BY } from './experiment.entity.js';
import type { Experiment } from './experiment.entity.js';

export class ExperimentBody {
  @TextField('A name that no experiment has had before', {
    minLength: 1,
    maxLength: 100,
    example: '64 factors',
  })
  name: string;

  @TextField(
    'Scenario whose versions are tried, among those who ask for it; without it versions of the model',
    {
      optional: true,
      ...SCENARIO_NAME,
    },
  )
  scenario?: string;

  @IntegersField('Versions to be tried beside the live one', {
    minimum: 1,
    maximum: 2_147_483_647,
    minItems: 1,
    maxItems: 4,
    example: [3],
  })
  challengerVersions: number[];

  @NumberField(
    'Share of users that each challenger answers; without it equal parts, one for the live version',
    {
      minimum: 0.01,
      maximum: 0.99,
      optional: true,
      example: 0.5,
    },
  )
  share?: number;

  @IntegerField('Songs to be shown by all versions together; intervals are narrowest there', {
    minimum: 100,
    maximum: 2_147_483_647,
    default: 10_000,
  })
  plannedImpressions: number;
}

export class ExperimentDto {
  @IntegerField('Number of the experiment', { minimum: 1, example: 2 })
  id: number;

  @TextField('Its name', { example: '64 factors' })
  name: string;

  @TextField('Scenario whose versions are tried; null: those of the model', { nullable: true, example: null })
  scenario: string | null;

  @ValuesField('Versions tried beside the live one', 'integer', { example: [3] })
  challengerVersions: number[];

  @ShareField('Share of users that each challenger answers', { example: 0.5 })
  share: number;

  @CountField('Songs to be shown by all versions together', { example: 10_000 })
  plannedImpressions: number;

  @TimeField('When it began', { example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @TimeField('When it ended; null while it runs', { nullable: true, example: null })
  endedAt: string | null;

  @EnumField('What ended it: a request, or another version that went live', ENDED_BY, {
    nullable: true,
    example: null,
  })
  endedBy: Experiment['endedBy'];
}

export class ExperimentsDto {
  @ObjectsField(() => ExperimentDto, 'Newest first; at most the first one runs')
  experiments: ExperimentDto[];
}
