import { Field, ModelVersionDto, ModelVersionsDto } from '#common';
import { TrainingParametersDto } from '../engines/training-parameters.dto.js';
import { ModelReportDto } from '../evaluation/model-report.dto.js';

export class TrainedVersionDto extends ModelVersionDto {
  @Field.text('What the model is', {
    example: 'blend of 60 % factors and 40 % local ridge (64 factors, Rendle et al.)',
  })
  model: string;

  @Field.object(() => TrainingParametersDto, 'What it was trained with')
  parameters: TrainingParametersDto;
}

export class RecommenderVersionDto extends TrainedVersionDto {
  @Field.object(() => ModelReportDto, 'How it was trained and how good it is')
  report: ModelReportDto;
}

/** Of lists of `k` songs for users on the held-out days. */
export class RecommenderMetricsDto {
  @Field.count('Length of the lists', { nullable: true, example: 20 })
  k: number | null;

  @Field.count('How many users the version was evaluated on', { nullable: true, example: 3000 })
  users: number | null;

  @Field.share('NDCG', { nullable: true, example: 0.0712 })
  ndcg: number | null;

  @Field.share('NDCG of recommending what is popular', { nullable: true, example: 0.0493 })
  popularityNdcg: number | null;

  @Field.share('Recall', { nullable: true, example: 0.094 })
  recall: number | null;
}

export class RecommenderVersionSummaryDto extends TrainedVersionDto {
  @Field.boolean('Whether it learned from generated logs', { example: false })
  synthetic: boolean;

  @Field.object(
    () => RecommenderMetricsDto,
    'How good it is; everything else is in the report of the version',
  )
  metrics: RecommenderMetricsDto;
}

export class RecommenderVersionsDto extends ModelVersionsDto {
  @Field.objects(() => RecommenderVersionSummaryDto, 'Newest first')
  models: RecommenderVersionSummaryDto[];
}
