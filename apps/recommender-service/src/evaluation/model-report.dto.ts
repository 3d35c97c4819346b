import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  IntervalDto,
  MapField,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TimeField,
} from '#common';
import type { ModelVersion } from '#common';
import type { ColdPlacement } from '../interactions/cold-songs.js';
import type { HeldOutSplit } from './hold-out.js';
import { HoleDto } from '../interactions/interactions.repository.js';
import { SearchedParametersDto } from '../engines/training-parameters.dto.js';
import { HeldOutEvaluationDto } from './evaluation.dto.js';
import { SearchWeightDto } from './search-weight.dto.js';
import { NextReportDto } from './next-report.dto.js';
import { FitTraceDto } from '../engines/fit-trace.dto.js';

class TrainingDataDto {
  @DayField('First day', { example: '2017-03-30' })
  from: string;

  @DayField('Last day before the held-out ones', { example: '2017-05-05' })
  cut: string;

  @DayField('Last day', { example: '2017-05-12' })
  to: string;

  @CountField('Days held out; 0 when the logs span a single day', { example: 7 })
  heldOutDays: number;

  @CountField('Users', { example: 18_204 })
  users: number;

  @CountField('Users who liked a song of the model', { example: 16_911 })
  usersWithHistory: number;

  @CountField('Songs in the model', { example: 23_110 })
  songs: number;

  @CountField("Songs with too few listeners that stand where their singers' other songs do", {
    example: 4_210,
  })
  coldSongs: number;

  @CountField('Songs with too few listeners, of no singer in the model or not among the newest of theirs', {
    example: 9_418,
  })
  songsLeftOut: number;

  @CountField('Pairs of a user and a song with a weight: not only skipped', { example: 840_122 })
  likedPairs: number;

  @ObjectsField(() => HoleDto, 'Days of which plays or downloads are not loaded whole')
  holes: HoleDto[];
}

class FitsDto {
  @ObjectField(() => FitTraceDto, 'Without the held-out days; null where none could be held out', {
    nullable: true,
  })
  early: FitTraceDto | null;

  @ObjectField(() => FitTraceDto, 'The one that is served')
  served: FitTraceDto;
}

export class FollowedSearchDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  id: number;

  @DayField('Last day that attempts were fitted on', { example: '2017-04-28' })
  cut: string;

  @DayField('Last of the validation days', { example: '2017-05-05' })
  dataTo: string;

  @ObjectField(() => SearchedParametersDto, 'What it found')
  best: SearchedParametersDto;

  @ShareField('NDCG@20 on the validation days of the parameters it began with', { example: 0.0712 })
  startNdcg: number;

  @ShareField('NDCG@20 of what it found', { example: 0.0784 })
  bestNdcg: number;
}

class ColdPlaceDto {
  @EnumField('By the mean of the songs of their singers, or by their properties', ['singers', 'properties'], {
    example: 'singers',
  })
  by: ColdPlacement;

  @NumberField('By what their scores are multiplied, so that lists do not lose by them', {
    minimum: 0,
    maximum: 1,
    example: 0.35,
  })
  scale: number;

  @ObjectField(
    () => IntervalDto,
    'NDCG by properties less that by singers; null where no song has properties',
    { nullable: true },
  )
  gain: IntervalDto | null;
}

export class ModelReportDto {
  @BooleanField('Whether the version learned from generated logs', { example: false })
  synthetic: boolean;

  @TimeField('Events received from then on are fresh to the version: serving adds them', {
    example: '2026-11-24T15:00:00.000Z',
  })
  readAt: string;

  @ObjectField(() => TrainingDataDto, 'Days and sizes')
  data: TrainingDataDto;

  @ObjectField(
    () => HeldOutEvaluationDto,
    'On the held-out days, by a fit that never saw them; null where no day could be held out',
    { nullable: true },
  )
  evaluation: HeldOutEvaluationDto | null;

  @ObjectField(
    () => ColdPlaceDto,
    'How songs of few listeners are placed; null where no day could be held out',
    { nullable: true },
  )
  coldPlace: ColdPlaceDto | null;

  @ObjectField(
    () => SearchWeightDto,
    'What the scores of users add to searches by text; null, and the weight 0, where nobody searched and played on two held-out days',
    { nullable: true },
  )
  search: SearchWeightDto | null;

  @ObjectField(() => NextReportDto, 'How what comes next in sessions of held-out days is found')
  next: NextReportDto;

  @ObjectField(() => FitsDto, 'How the fits went')
  fits: FitsDto;

  @ObjectField(() => FollowedSearchDto, 'The search that the training followed; null: the settings', {
    nullable: true,
  })
  parameterSearch: FollowedSearchDto | null;

  @IntegerField(
    'Version whose parameters the next retrain is compared with besides the live ones: the last that won for sure; null: this one',
    { minimum: 1, nullable: true, example: null },
  )
  anchorVersion: number | null;

  @MapField('Seconds by step', 'number', { example: { 'reading interactions': 4.2 } })
  seconds: Record<string, number>;
}

/** What a version learned from. */
export type TrainedSizes = Omit<TrainingDataDto, keyof HeldOutSplit | 'holes'>;

/** The report of a version as this program wrote it. */
export function reportOf({ report }: Pick<ModelVersion, 'report'>): ModelReportDto {
  return report as unknown as ModelReportDto;
}
