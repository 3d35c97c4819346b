import { EstimateDto, Field } from '#common';
import { VARIANTS } from '../registry/served-models.js';
import type { Variant } from '../registry/served-models.js';
import { OutcomeDto } from './outcome.dto.js';

export class VariantOutcomeDto extends OutcomeDto {
  @Field.enum('control: the live version', VARIANTS, { example: 'challenger' })
  variant: Variant;

  @Field.values('Versions of the model or the scenario that answered; a challenger is one', 'integer', {
    example: [3],
  })
  versions: number[];

  @Field.count('Users to whom something was shown', { example: 1_041 })
  users: number;

  @Field.object(
    () => EstimateDto,
    'Of a challenger; null where nothing can be said yet. Intervals hold for all challengers and all looks together: look daily',
    { nullable: true },
  )
  lift: EstimateDto | null;
}

class WithoutVariantDto {
  @Field.count('Users to whom something was shown meanwhile that no variant had answered', { example: 12 })
  users: number;

  @Field.count('Answers to guests that were shown meanwhile', { example: 40 })
  guestAnswers: number;

  @Field.text('Why these are in no variant; null where there are none', {
    nullable: true,
    example:
      '12 users were shown lists of before the experiment, or of before an instance had loaded the challengers; 40 answers went to guests, whom the live version answers.',
  })
  reason: string | null;
}

export class ExperimentResultDto {
  @Field.integer('Experiment', { minimum: 1, example: 2 })
  experimentId: number;

  @Field.text('Name of the experiment', { example: '64 factors' })
  name: string;

  @Field.text('Scenario whose versions are compared; null: those of the model', {
    nullable: true,
    example: null,
  })
  scenario: string | null;

  @Field.time('When the experiment began', { example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @Field.time('When it ended; null while it runs', { nullable: true, example: null })
  endedAt: string | null;

  @Field.text('What came of it in a sentence, or what is still missing', {
    example: 'Version 3 is better than the live version: 3.8 to 8.9 % more of the songs shown are clicked.',
  })
  headline: string;

  @Field.text('Why no lift is shown; null where one is', { nullable: true, example: null })
  withheldBecause: string | null;

  @Field.count('Songs that were to be shown by all variants together', { example: 10_000 })
  plannedImpressions: number;

  @Field.count('Songs shown so far', { example: 4_210 })
  reachedImpressions: number;

  @Field.day(
    'When the planned songs will have been shown, at the pace so far; null when they are, or it ended',
    {
      nullable: true,
      example: '2026-12-09',
    },
  )
  expectedEnd: string | null;

  @Field.number(
    'Smallest lift that the planned songs show with a chance of 80 %, by the spread so far; null as lift',
    { nullable: true, example: 0.072 },
  )
  visibleLift: number | null;

  @Field.share(
    'Chance of so uneven numbers of users when they were assigned as planned; below .001 nothing is shown',
    { example: 0.4 },
  )
  sampleRatioPValue: number;

  @Field.object(() => WithoutVariantDto, 'Who is not counted')
  withoutVariant: WithoutVariantDto;

  @Field.objects(
    () => VariantOutcomeDto,
    'The live version, then the challengers in the order of the experiment',
  )
  variants: VariantOutcomeDto[];
}
