import { NumberField, ObjectField } from '#common';
import { TrainAndTestDto } from '../model-quality/metrics.dto.js';

class BgNbdParametersDto {
  @NumberField('Shape of the rates', { example: 0.8 })
  r: number;

  @NumberField('Scale of the rates, in days', { example: 4.1 })
  alpha: number;

  @NumberField('First parameter of dropping out', { example: 0.6 })
  a: number;

  @NumberField('Second parameter of dropping out', { example: 3.2 })
  b: number;
}

class BgNbdDto extends TrainAndTestDto {
  @ObjectField(() => BgNbdParametersDto, 'Fitted parameters')
  parameters: BgNbdParametersDto;
}

export class BaselinesDto {
  @ObjectField(() => TrainAndTestDto, 'Days since the last event alone')
  recency: TrainAndTestDto;

  @ObjectField(() => TrainAndTestDto, 'The churn rate of everybody')
  baseRate: TrainAndTestDto;

  @ObjectField(() => BgNbdDto, 'BG/NBD; null where it could not be fitted', { nullable: true })
  bgNbd: BgNbdDto | null;
}
