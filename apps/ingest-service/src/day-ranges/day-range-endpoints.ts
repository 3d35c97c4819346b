import { ProblemDto } from '#common';
import { applyDecorators } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBearerAuth, ApiTags } from '@nestjs/swagger';

/** For a controller whose endpoints take a range of days. */
export function DayRangeEndpoints(): ClassDecorator {
  return applyDecorators(
    ApiTags('ingest'),
    ApiBearerAuth('key'),
    ApiBadRequestResponse({
      type: ProblemDto,
      description: 'No day, or a range that is reversed or too long',
    }),
  );
}
