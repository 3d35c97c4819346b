import { Refuses } from '#common';
import { applyDecorators } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

export const USER_UNKNOWN = '`user_unknown`: no event of this user has been loaded.';
export const SONG_UNKNOWN = '`song_unknown`: no event of it has been loaded.';
export const MODEL_CHANGED =
  '`model_version_changed`: another version answers than on the pages before; begin again.';

/** What the document says of every controller that answers from the live model. @param malformed what a 400 means. */
export function AnswersFromAModel(tag: string, malformed: string): ClassDecorator {
  return applyDecorators(
    ApiTags(tag),
    Refuses({
      400: malformed,
      503: '`no_live_model`: train one first; or the database cannot be reached, or the service is overloaded.',
    }),
  );
}
