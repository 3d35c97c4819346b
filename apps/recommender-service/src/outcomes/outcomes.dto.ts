import { Field } from '#common';
import { ExperimentResultDto } from './experiment-result.dto.js';
import { PlaceOutcomeDto, ScenarioOutcomeDto, SourceOutcomeDto } from './outcome.dto.js';

export class ImpressionsBody {
  @Field.text('`recommendationId` of the answer', {
    maxLength: 100,
  })
  recommendationId: string;

  @Field.ids('song', 'Songs of the answer that were shown, in their order', {
    minItems: 1,
    maxItems: 500,
    example: ['15249349', '6468891'],
  })
  songIds: string[];

  @Field.integer('Place of the first of them in the list, 1 at its top; without it places are not known', {
    minimum: 1,
    maximum: 10_000,
    optional: true,
    example: 1,
  })
  firstPlace?: number;

  @Field.time('When they were shown; without it now', { optional: true, example: '2026-11-24T15:00:00.000Z' })
  shownAt?: string;
}

export class ImpressionsDto {
  @Field.count('Songs recorded now', { example: 2 })
  recorded: number;

  @Field.count('Songs that were recorded before, or are not, since their user has been erased', {
    example: 0,
  })
  duplicates: number;
}

export class OutcomesQuery {
  @Field.day('First day, UTC; without it 30 days before the last one', {
    optional: true,
    example: '2026-11-01',
  })
  from?: string;

  @Field.day('Last day, UTC; without it today', { optional: true, example: '2026-11-24' })
  to?: string;
}

export class OutcomesDto {
  @Field.day('First day counted, UTC', { example: '2026-11-01' })
  from: string;

  @Field.day('Last day counted, UTC', { example: '2026-11-24' })
  to: string;

  @Field.objects(() => SourceOutcomeDto, 'By version and source, newest version first')
  bySource: SourceOutcomeDto[];

  @Field.objects(() => ScenarioOutcomeDto, 'By scenario and version, newest version first')
  byScenario: ScenarioOutcomeDto[];

  @Field.objects(
    () => PlaceOutcomeDto,
    'By the place in the list, the first 50; songs of which it was reported',
  )
  byPlace: PlaceOutcomeDto[];

  @Field.objects(
    () => ExperimentResultDto,
    'Experiments that ran on these days, newest first, each with all that it has shown on any day',
  )
  experiments: ExperimentResultDto[];
}
