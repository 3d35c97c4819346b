import { BooleanField, EnumField, IntegerField, MODEL_STATES, ValuesField } from '#common';
import type { ModelVersion } from '#common';

/** What a retraining ends with. */
export class RetrainResultDto {
  @IntegerField('Version that was made', { minimum: 1, example: 3 })
  version: number;

  @EnumField('Whether it went live', MODEL_STATES, { example: 'live' })
  state: ModelVersion['state'];

  @ValuesField('One sentence for each check, passed or not', 'string', { example: ['Passed: NDCG@20.'] })
  reasons: string[];

  @BooleanField(
    'True: it is, byte by byte, the model that was live: no event, user or setting that a training reads has changed',
    { example: false },
  )
  nothingNew: boolean;

  @ValuesField('Holes in the days learned from', 'string', { example: [] })
  warnings: string[];
}
