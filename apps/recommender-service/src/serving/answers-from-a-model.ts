import { ProblemDto } from '#common';
import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';

export const USER_UNKNOWN = {
  type: ProblemDto,
  description: '`user_unknown`: no event of this user has been loaded.',
};
export const SONG_UNKNOWN = {
  type: ProblemDto,
  description: '`song_unknown`: no event of it has been loaded.',
};
export const MODEL_CHANGED = {
  type: ProblemDto,
  description: '`model_version_changed`: another version answers than on the pages before; begin again.',
};

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
