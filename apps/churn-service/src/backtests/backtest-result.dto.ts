import { CountField, IntegerField, NumberField } from '#common';

export class BacktestResultDto {
  @IntegerField('Number of the backtest', { minimum: 1, example: 2 })
  backtestId: number;

  @CountField('Days that were predicted from', { example: 4 })
  origins: number;

  @NumberField('Mean ROC AUC of the origins; null when nobody, or everybody, churned', {
    nullable: true,
    example: 0.9,
  })
  rocAuc: number | null;

  @NumberField('The same of recency alone', { nullable: true, example: 0.86 })
  recencyRocAuc: number | null;
}
