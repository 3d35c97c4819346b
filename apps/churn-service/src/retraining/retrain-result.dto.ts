import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  MODEL_STATES,
  ShareField,
  TextField,
  ValuesField,
} from '#common';
import type { ModelVersion } from '#common';

/** What a retraining ends with. */
export class RetrainResultDto {
  @IntegerField('Version that was made', { minimum: 1, example: 3 })
  version: number;

  @EnumField('Whether it went live', MODEL_STATES, { example: 'live' })
  state: ModelVersion['state'];

  @ValuesField('One sentence for each check, passed or not', 'string', { example: ['Passed: test ROC AUC.'] })
  gate: readonly string[];

  @BooleanField(
    'True: it is, byte by byte, the model that was live: no event, user or setting that a training reads has changed',
    { example: false },
  )
  nothingNew: boolean;

  @DayField('The day whose users it learned from', { example: '2017-04-28' })
  trainedOnSnapshot: string;

  @TextField('The kind that was chosen', { example: 'gradient boosting' })
  model: string;

  @ShareField('ROC AUC on test users', { example: 0.902 })
  testRocAuc: number;

  @DayField('The day that everybody was scored at', { example: '2017-05-12' })
  scoredSnapshot: string;

  @CountField('Users that were scored', { example: 20_000 })
  scoredUsers: number;

  @ValuesField('Holes in the windows, with the features they touch', 'string', { example: [] })
  warnings: readonly string[];
}
