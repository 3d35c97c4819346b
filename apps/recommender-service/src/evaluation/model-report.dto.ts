import { Field, IntervalDto } from '#common';
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
  @Field.day('First day', { example: '2017-03-30' })
  from: string;

  @Field.day('Last day before the held-out ones', { example: '2017-05-05' })
  cut: string;

  @Field.day('Last day', { example: '2017-05-12' })
  to: string;

  @Field.count('Days held out; 0 when the logs span a single day', { example: 7 })
  heldOutDays: number;

  @Field.count('Users', { example: 18_204 })
  users: number;

  @Field.count('Users who liked a song of the model', { example: 16_911 })
  usersWithHistory: number;

  @Field.count('Songs in the model', { example: 23_110 })
  songs: number;

  @Field.count("Songs with too few listeners that stand where their singers' other songs do", {
    example: 4_210,
  })
  coldSongs: number;

  @Field.count('Songs with too few listeners, of no singer in the model or not among the newest of theirs', {
    example: 9_418,
  })
  songsLeftOut: number;

  @Field.count('Pairs of a user and a song with a weight: not only skipped', { example: 840_122 })
  likedPairs: number;

  @Field.objects(() => HoleDto, 'Days of which plays or downloads are not loaded whole')
  holes: HoleDto[];
}

class FitsDto {
  @Field.object(() => FitTraceDto, 'Without the held-out days; null where none could be held out', {
    nullable: true,
  })
  early: FitTraceDto | null;

  @Field.object(() => FitTraceDto, 'The one that is served')
  served: FitTraceDto;
}

export class FollowedSearchDto {
  @Field.integer('Number of the search', { minimum: 1, example: 2 })
  id: number;

  @Field.day('Last day that attempts were fitted on', { example: '2017-04-28' })
  cut: string;

  @Field.day('Last of the validation days', { example: '2017-05-05' })
  dataTo: string;

  @Field.object(() => SearchedParametersDto, 'What it found')
  best: SearchedParametersDto;

  @Field.share('NDCG@20 on the validation days of the parameters it began with', { example: 0.0712 })
  startNdcg: number;

  @Field.share('NDCG@20 of what it found', { example: 0.0784 })
  bestNdcg: number;
}

class ColdPlaceDto {
  @Field.enum(
    'By the mean of the songs of their singers, or by their properties',
    ['singers', 'properties'],
    {
      example: 'singers',
    },
  )
  by: ColdPlacement;

  @Field.number('By what their scores are multiplied, so that lists do not lose by them', {
    minimum: 0,
    maximum: 1,
    example: 0.35,
  })
  scale: number;

  @Field.object(
    () => IntervalDto,
    'NDCG by properties less that by singers; null where no song has properties',
    { nullable: true },
  )
  gain: IntervalDto | null;
}

export class ModelReportDto {
  @Field.boolean('Whether the version learned from generated logs', { example: false })
  synthetic: boolean;

  @Field.time('Events received from then on are fresh to the version: serving adds them', {
    example: '2026-11-24T15:00:00.000Z',
  })
  readAt: string;

  @Field.object(() => TrainingDataDto, 'Days and sizes')
  data: TrainingDataDto;

  @Field.object(
    () => HeldOutEvaluationDto,
    'On the held-out days, by a fit that never saw them; null where no day could be held out',
    { nullable: true },
  )
  evaluation: HeldOutEvaluationDto | null;

  @Field.object(
    () => ColdPlaceDto,
    'How songs of few listeners are placed; null where no day could be held out',
    { nullable: true },
  )
  coldPlace: ColdPlaceDto | null;

  @Field.object(
    () => SearchWeightDto,
    'What the scores of users add to searches by text; null, and the weight 0, where nobody searched and played on two held-out days',
    { nullable: true },
  )
  search: SearchWeightDto | null;

  @Field.object(() => NextReportDto, 'How what comes next in sessions of held-out days is found')
  next: NextReportDto;

  @Field.object(() => FitsDto, 'How the fits went')
  fits: FitsDto;

  @Field.object(() => FollowedSearchDto, 'The search that the training followed; null: the settings', {
    nullable: true,
  })
  parameterSearch: FollowedSearchDto | null;

  @Field.integer(
    'Version whose parameters the next retrain is compared with besides the live ones: the last that won for sure; null: this one',
    { minimum: 1, nullable: true, example: null },
  )
  anchorVersion: number | null;

  @Field.map('Seconds by step', 'number', { example: { 'reading interactions': 4.2 } })
  seconds: Record<string, number>;
}

/** What a version learned from. */
export type TrainedSizes = Omit<TrainingDataDto, keyof HeldOutSplit | 'holes'>;

/** The report of a version as this program wrote it. */
export function reportOf({ report }: Pick<ModelVersion, 'report'>): ModelReportDto {
  return report as unknown as ModelReportDto;
}
