import {
  CountField,
  DayField,
  EnumField,
  IdListField,
  IntegerField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
  TimeField,
  ValuesField,
} from '#common';
import { ANSWER_SOURCES } from '../answers/recommendation-id.js';
import type { AnswerSource } from '../answers/recommendation-id.js';
import { VARIANTS } from '../registry/served-models.js';
import type { Variant } from '../registry/served-models.js';

export class ImpressionsBody {
  @TextField('`recommendationId` of the answer', {
    maxLength: 100,
  })
  recommendationId: string;

  @IdListField('song', 'Songs of the answer that were shown', {
    minItems: 1,
    maxItems: 500,
    example: ['15249349', '6468891'],
  })
  songIds: string[];

  @TimeField('When they were shown; without it now', { optional: true, example: '2026-11-24T15:00:00.000Z' })
  shownAt?: string;
}

export class ImpressionsDto {
  @CountField('Songs recorded now', { example: 2 })
  recorded: number;

  @CountField('Songs that were recorded before, or are not, since their user has been erased', { example: 0 })
  duplicates: number;
}

export class OutcomesQuery {
  @DayField('First day, UTC; without it 30 days before the last one', {
    optional: true,
    example: '2026-11-01',
  })
  from?: string;

  @DayField('Last day, UTC; without it today', { optional: true, example: '2026-11-24' })
  to?: string;
}

export class RateDto {
  @ShareField('Share', { example: 0.12 })
  value: number;

  @ShareField('Lower end of the 95 % interval over users', { example: 0.101 })
  low: number;

  @ShareField('Upper end of the 95 % interval over users', { example: 0.142 })
  high: number;
}

class OutcomeDto {
  @CountField('Answers of which something was shown', { example: 120 })
  recommendations: number;

  @CountField('Songs shown', { example: 1_900 })
  impressions: number;

  @CountField('Of these, played or downloaded with the id of the answer', { example: 228 })
  clicks: number;

  @CountField('Of these, downloaded', { example: 31 })
  downloads: number;

  @CountField('Of these, played to at least 80 %, by playSeconds and songSeconds of the event', {
    example: 140,
  })
  playThroughs: number;

  @ObjectField(() => RateDto, 'Clicks by impressions; null without any', { nullable: true })
  clickRate: RateDto | null;

  @ObjectField(() => RateDto, 'Songs played through by clicks; null without any', { nullable: true })
  playThroughRate: RateDto | null;
}

export class SourceOutcomeDto extends OutcomeDto {
  @IntegerField('Model version; 0: popular songs while none was live', { minimum: 0, example: 3 })
  modelVersion: number;

  @EnumField('Source of the list', ANSWER_SOURCES, { example: 'model' })
  source: AnswerSource;
}

export class ExperimentOutcomeDto extends OutcomeDto {
  @IntegerField('Experiment', { minimum: 1, example: 2 })
  experimentId: number;

  @TextField('Name of the experiment', { example: '64 factors' })
  name: string;

  @EnumField('Which of the two versions', VARIANTS, { example: 'challenger' })
  variant: Variant;

  @ValuesField('Versions that answered as this variant', 'integer', { example: [3] })
  modelVersions: number[];

  @CountField('Users to whom something was shown', { example: 104 })
  users: number;

  @TimeField('When the experiment began', { example: '2026-11-20T08:00:00.000Z' })
  startedAt: string;

  @TimeField('When it ended; null while it runs', { nullable: true, example: null })
  endedAt: string | null;
}

export class OutcomesDto {
  @DayField('First day counted, UTC', { example: '2026-11-01' })
  from: string;

  @DayField('Last day counted, UTC', { example: '2026-11-24' })
  to: string;

  @ObjectsField(() => SourceOutcomeDto, 'By version and source, newest version first')
  bySource: SourceOutcomeDto[];

  @ObjectsField(() => ExperimentOutcomeDto, 'By experiment and variant, newest experiment first')
  byVariant: ExperimentOutcomeDto[];
}
