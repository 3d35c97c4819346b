import { applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';

/**
 * For a handler that answers 200 with an object of a class, in the API document.
 * @param summary what it is for
 * @param details of the request, and what the answer is where its class does not say it
 */
export function Answers(
  type: Type,
  summary: string,
  { details, answer }: { details?: string; answer?: string } = {},
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, ...(details === undefined ? {} : { description: details }) }),
    ApiOkResponse({ type, ...(answer === undefined ? {} : { description: answer }) }),
  );
}
