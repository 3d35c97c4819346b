import { ObjectField } from '#common';
import { IntervalDto } from './metrics.dto.js';

/** Holds only while the probabilities are calibrated: it is computed from them alone. */
export class ExpectedQualityDto {
  @ObjectField(
    () => IntervalDto,
    'ROC AUC that outcomes will show; null where all probabilities are 0, or all are 1',
  )
  rocAuc: IntervalDto;

  @ObjectField(() => IntervalDto, 'Brier score')
  brier: IntervalDto;

  @ObjectField(() => IntervalDto, 'Log loss, in nats')
  logLoss: IntervalDto;
}
