import { ProblemDto } from '#common';
import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';

/** What the document says of every controller that answers from the live model. @param malformed what a 400 means. */
export function AnswersFromAModel(tag: string, malformed: string): ClassDecorator {
  return applyDecorators(
    ApiTags(tag),
    ApiBearerAuth('key'),
    ApiBadRequestResponse({ type: ProblemDto, description: malformed }),
    ApiServiceUnavailableResponse({
      type: ProblemDto,
      description:
        '`no_live_model`: train one first; or the database cannot be reached, or the service is overloaded.',
    }),
  );
}
