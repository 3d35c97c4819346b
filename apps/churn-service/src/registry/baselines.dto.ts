import { ObjectField } from '#common';
import { TrainAndTestDto } from '../model-quality/metrics.dto.js';

export class BaselinesDto {
  @ObjectField(() => TrainAndTestDto, 'Days since the last event alone')
  recency: TrainAndTestDto;

  @ObjectField(() => TrainAndTestDto, 'The churn rate of everybody')
  baseRate: TrainAndTestDto;
}
