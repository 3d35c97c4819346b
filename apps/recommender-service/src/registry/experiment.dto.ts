import { Field } from '#common';
import { SCENARIO_NAME } from './scenarios/scenarios.js';
import { ENDED_BY } from './experiment.entity.js';
import type { Experiment } from './experiment.entity.js';

export class ExperimentBody {
  @Field.text('A name that no experiment has had before', {
    minLength: 1,
    maxLength: 100,
    example: '64 factors',
  })
  name: string;

  @Field.text(
    'Scenario whose versions are tried, among those who ask for it; without it versions of the model',
    {
      optional: true,
      ...SCENARIO_NAME,
    },
  )
  scenario?: string;

  @Field.integers('Versions to be tried beside the live one', {
    minimum: 1,
    maximum: 2_147_483_647,
    minItems: 1,
    maxItems: 4,
    example: [3],
  })
  challengerVersions: number[];

  @Field.number(
    'Share of users that each challenger answers; without it equal parts, one for the live version',
    {
      minimum: 0.01,
      maximum: 0.99,
      optional: true,
      example: 0.5,
    },
  )
  share?: number;

  @Field.integer('Songs to be shown by all versions together; intervals are narrowest there', {
    minimum: 100,
    maximum: 2_147_483_647,
    default: 10_000,
  })
  plannedImpressions: number;
}

export class ExperimentDto {
  @Field.integer('Number of the experiment', { minimum: 1, example: 2 })
  id: number;

  @Field.text('Its name', { example: '64 factors' })
  name: string;

  @Field.text('Scenario whose versions are tried; null: those of the model', {
    nullable: true,
    example: null,
  })
  scenario: string | null;

  @Field.values('Versions tried beside the live one', 'integer', { example: [3] })
  challengerVersions: number[];

  @Field.share('Share of users that each challenger answers', { example: 0.5 })
  share: number;

  @Field.count('Songs to be shown by all versions together', { example: 10_000 })
  plannedImpressions: number;

  @Field.time('When it began', { example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @Field.time('When it ended; null while it runs', { nullable: true, example: null })
  endedAt: string | null;

  @Field.enum('What ended it: a request, or another version that went live', ENDED_BY, {
    nullable: true,
    example: null,
  })
  endedBy: Experiment['endedBy'];
}

export class ExperimentsDto {
  @Field.objects(() => ExperimentDto, 'Newest first; at most the first one runs')
  experiments: ExperimentDto[];
}
