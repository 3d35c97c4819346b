import { Compressed, ProblemDto, Revalidated } from '#common';
import { applyDecorators, Header } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';

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

/** For a handler that answers an HTML page. @param file how to call it on disk */
export function HtmlAnswer(summary: string, file: string): MethodDecorator {
  return applyDecorators(
    Compressed(),
    Revalidated(),
    Header('Content-Type', 'text/html; charset=utf-8'),
    ApiOperation({
      summary,
      description: `It needs the read key like everything else: fetch it with \`curl -o ${file}\` and open the file.`,
    }),
    ApiProduces('text/html'),
    ApiOkResponse({ description: 'A page without scripts', schema: { type: 'string' } }),
  );
}
