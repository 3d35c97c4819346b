import { NumberField } from './scalar-fields.js';

/** A figure with its 95 % interval, whatever it measures. */
export class EstimateDto {
  @NumberField('The figure', { example: 0.0712 })
  value: number;

  @NumberField('Lower end of its 95 % interval', { example: 0.0687 })
  low: number;

  @NumberField('Upper end of its 95 % interval', { example: 0.0741 })
  high: number;
}

export class IntervalDto extends EstimateDto {
  @NumberField('Standard error', { minimum: 0, example: 0.0014 })
  standardError: number;
}
