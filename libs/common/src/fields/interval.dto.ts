import { Field } from './fields.js';

/** A figure with its 95 % interval, whatever it measures. */
export class EstimateDto {
  @Field.number('The figure', { example: 0.0712 })
  value: number;

  @Field.number('Lower end of its 95 % interval', { example: 0.0687 })
  low: number;

  @Field.number('Upper end of its 95 % interval', { example: 0.0741 })
  high: number;
}

export class IntervalDto extends EstimateDto {
  @Field.number('Standard error', { minimum: 0, example: 0.0014 })
  standardError: number;
}
