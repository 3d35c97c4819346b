import { TextField } from '#common';

export class DayFilesInputDto {
  @TextField(
    'Folder or single archive, relative to the logs folder of the service (setting LOGS_DIR); "." is all of it',
    { minLength: 1, maxLength: 1024, example: '.' },
  )
  path: string;
}
