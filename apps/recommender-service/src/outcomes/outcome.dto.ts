import { CountField, EnumField, EstimateDto, IntegerField, ObjectField, TextField } from '#common';
import { ANSWER_SOURCES } from '../answers/recommendation-id.js';
import type { AnswerSource } from '../answers/recommendation-id.js';

export class OutcomeDto {
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

  @ObjectField(() => EstimateDto, 'Clicks by impressions; null without any', { nullable: true })
  clickRate: EstimateDto | null;

  @ObjectField(() => EstimateDto, 'Songs played through by clicks; null without any', { nullable: true })
  playThroughRate: EstimateDto | null;
}

export class SourceOutcomeDto extends OutcomeDto {
  @IntegerField('Model version; 0: popular songs while none was live', { minimum: 0, example: 3 })
  modelVersion: number;

  @EnumField('Source of the list', ANSWER_SOURCES, { example: 'model' })
  source: AnswerSource;
}

export class ScenarioOutcomeDto extends OutcomeDto {
  @TextField('Name of the scenario', { example: 'home' })
  scenario: string;

  @IntegerField('Version that answered', { minimum: 1, example: 2 })
  version: number;

  @CountField('Plays and downloads of these days that name the scenario, whichever version answered', {
    example: 260,
  })
  namingEvents: number;
}

export class PlaceOutcomeDto extends OutcomeDto {
  @IntegerField('Place in the list, 1 at its top', { minimum: 1, example: 1 })
  place: number;
}
