import { ProblemDto, TextField } from '#common';
import { applyDecorators } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNotFoundResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';

export class LogsPathDto {
  @TextField(
    'Folder or single archive, relative to the logs folder of the service (setting LOGS_DIR); "." is all of it',
    { minLength: 1, maxLength: 1024, example: '.' },
  )
  path: string;
}

/** What an endpoint answers whose body names a path below the logs folder. */
export function LogsPathProblems(): MethodDecorator {
  return applyDecorators(
    ApiBadRequestResponse({
      type: ProblemDto,
      description: '`path_outside`, `path_unreadable`, or a member that is wrong',
    }),
    ApiNotFoundResponse({
      type: ProblemDto,
      description: '`path_unknown`: there is no such file or folder',
    }),
    ApiServiceUnavailableResponse({
      type: ProblemDto,
      description: '`logs_folder_unreadable`: the logs folder may not be read. Or as everywhere',
    }),
  );
}
