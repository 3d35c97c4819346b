import {
  BooleanField,
  CountField,
  ModelVersionDto,
  ModelVersionsDto,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
} from '#common';
import { TrainingParametersDto } from '../engines/training-parameters.dto.js';
import { ModelReportDto } from '../evaluation/model-report.dto.js';

export class TrainedVersionDto extends ModelVersionDto {
  @TextField('What the model is', {
    example: 'blend of 60 % factors and 40 % local ridge (64 factors, Rendle et al.)',
  })
  model: string;

  @ObjectField(() => TrainingParametersDto, 'What it was trained with')
  parameters: TrainingParametersDto;
}

export class RecommenderVersionDto extends TrainedVersionDto {
  @ObjectField(() => ModelReportDto, 'How it was trained and how good it is')
  report: ModelReportDto;
}

/** Of lists of `k` songs for users on the held-out days. */
export class RecommenderMetricsDto {
  @CountField('Length of the lists', { nullable: true, example: 20 })
  k: number | null;

  @CountField('How many users the version was evaluated on', { nullable: true, example: 3000 })
  users: number | null;

  @ShareField('NDCG', { nullable: true, example: 0.0712 })
  ndcg: number | null;

  @ShareField('NDCG of recommending what is popular', { nullable: true, example: 0.0493 })
  popularityNdcg: number | null;

  @ShareField('Recall', { nullable: true, example: 0.094 })
  recall: number | null;
}

export class RecommenderVersionSummaryDto extends TrainedVersionDto {
  @BooleanField('Whether it learned from generated logs', { example: false })
  synthetic: boolean;

  @ObjectField(() => RecommenderMetricsDto, 'How good it is; everything else is in the report of the version')
  metrics: RecommenderMetricsDto;
}

export class RecommenderVersionsDto extends ModelVersionsDto {
  @ObjectsField(() => RecommenderVersionSummaryDto, 'Newest first')
  models: RecommenderVersionSummaryDto[];
}
