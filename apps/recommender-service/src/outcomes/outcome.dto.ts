import { EstimateDto, Field } from '#common';
import { ANSWER_SOURCES } from '../answers/recommendation-id.js';
import type { AnswerSource } from '../answers/recommendation-id.js';

export class OutcomeDto {
  @Field.count('Answers of which something was shown', { example: 120 })
  recommendations: number;

  @Field.count('Songs shown', { example: 1_900 })
  impressions: number;

  @Field.count('Of these, played or downloaded with the id of the answer', { example: 228 })
  clicks: number;

  @Field.count('Of these, downloaded', { example: 31 })
  downloads: number;

  @Field.count('Of these, played to at least 80 %, by playSeconds and songSeconds of the event', {
    example: 140,
  })
  playThroughs: number;

  @Field.object(() => EstimateDto, 'Clicks by impressions; null without any', { nullable: true })
  clickRate: EstimateDto | null;

  @Field.object(() => EstimateDto, 'Songs played through by clicks; null without any', { nullable: true })
  playThroughRate: EstimateDto | null;
}

export class SourceOutcomeDto extends OutcomeDto {
  @Field.integer('Model version; 0: popular songs while none was live', { minimum: 0, example: 3 })
  modelVersion: number;

  @Field.enum('Source of the list', ANSWER_SOURCES, { example: 'model' })
  source: AnswerSource;
}

export class ScenarioOutcomeDto extends OutcomeDto {
  @Field.text('Name of the scenario', { example: 'home' })
  scenario: string;

  @Field.integer('Version that answered', { minimum: 1, example: 2 })
  version: number;

  @Field.count('Plays and downloads of these days that name the scenario, whichever version answered', {
    example: 260,
  })
  namingEvents: number;
}

export class PlaceOutcomeDto extends OutcomeDto {
  @Field.integer('Place in the list, 1 at its top', { minimum: 1, example: 1 })
  place: number;
}
