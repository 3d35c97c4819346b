import {
  Answers,
  Compressed,
  CursorQuery,
  describeVersion,
  ModelRegistry,
  ModelVersionParams,
  PromotesVersion,
  PromotionBody,
  Refuses,
  Revalidated,
  RollbackBody,
  RollsBackVersion,
} from '#common';
import type { ModelVersion } from '#common';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { modelDescription } from '../engines/model-name.js';
import { storedParameters } from '../engines/training-parameters.js';
import { RecommenderVersionDto, RecommenderVersionsDto, TrainedVersionDto } from './model-version.dto.js';
import { LiveRecommender, RECOMMENDER_MODEL_KIND } from './live-recommender.js';
import { reportOf } from '../evaluation/model-report.dto.js';

/** Where the report has the metrics of a summary. */
const SUMMARY = {
  k: 'evaluation.model.k',
  users: 'evaluation.model.users',
  ndcg: 'evaluation.model.ndcg',
  popularityNdcg: 'evaluation.popularity.ndcg',
  recall: 'evaluation.model.recall',
} as const;

const FOLLOWS =
  'Answered once this instance serves it; other instances follow within a second. Ends a running experiment.';

@ApiTags('recommender models')
@Controller()
export class ModelsController {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly live: LiveRecommender,
  ) {}

  @Get('recommend/models')
  @Compressed()
  @Answers(RecommenderVersionsDto, 'Versions of the recommender with their metrics, newest first', {
    answer: 'A page of versions; each report is at /recommend/models/:version',
  })
  async listRecommenderModels(@Query() query: CursorQuery): Promise<RecommenderVersionsDto> {
    const { models, ...page } = await this.registry.list(RECOMMENDER_MODEL_KIND, query, SUMMARY);
    return {
      ...page,
      models: models.map((model) => ({
        ...describe(model),
        synthetic: model.synthetic,
        metrics: model.figures,
      })),
    };
  }

  @Get('recommend/models/:version')
  @Compressed()
  @Revalidated()
  @Answers(RecommenderVersionDto, 'One model version with its report', { answer: 'The version' })
  @Refuses({ 404: '`model_version_unknown`' })
  async getRecommenderModel(@Param() { version }: ModelVersionParams): Promise<RecommenderVersionDto> {
    const found = await this.registry.get(RECOMMENDER_MODEL_KIND, version);
    return { ...describe(found), report: reportOf(found) };
  }

  @Post('admin/recommender/models/:version/promote')
  @PromotesVersion(TrainedVersionDto, FOLLOWS)
  async promoteRecommenderModel(
    @Param() { version }: ModelVersionParams,
    @Body() body: PromotionBody,
  ): Promise<TrainedVersionDto> {
    return describe(await this.live.promote(version, body));
  }

  @Post('admin/recommender/rollback')
  @RollsBackVersion(TrainedVersionDto, FOLLOWS)
  async rollBackRecommenderModel(@Body() body: RollbackBody): Promise<TrainedVersionDto> {
    return describe(await this.live.rollback(body));
  }
}

function describe(
  version: Omit<ModelVersion, 'report' | 'refused' | 'retiredAt'>,
): Pick<TrainedVersionDto, keyof TrainedVersionDto> {
  return {
    ...describeVersion(version),
    model: modelDescription(storedParameters(version)),
    parameters: storedParameters(version),
  };
}
