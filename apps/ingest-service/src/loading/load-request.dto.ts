import { BooleanField, IntegerField, NumberField, TextField } from '#common';

export class LoadRequestDto {
  @TextField(
    'Folder or single archive, relative to the logs folder of the service (setting LOGS_DIR); "." is all of it',
    { minLength: 1, maxLength: 1024, example: '.' },
  )
  path: string;

  @NumberField(
    'Share of the users whose events are loaded; all when it is not given. Archives that are loaded with another ' +
      'sample are loaded anew',
    { optional: true, minimum: 0.000_001, maximum: 1, example: 0.1 },
  )
  sample?: number;

  @IntegerField('Another seed, other users', { minimum: 0, maximum: 2_147_483_647, default: 0 })
  seed: number;

  @BooleanField('Load archives of days that retention dropped, too', { default: false })
  includeDropped: boolean;
}
