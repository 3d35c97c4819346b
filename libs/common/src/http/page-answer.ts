import { applyDecorators, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { Compressed, Revalidated } from './route-options.js';

/** For a handler that answers a page. @param file how to call it on disk */
export function PageAnswer(summary: string, file: string): MethodDecorator {
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
