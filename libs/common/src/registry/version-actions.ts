import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ClassOf } from '../fields/field.js';
import { Refuses } from '../http/problem.dto.js';

const UNUSABLE =
  '`model_damaged`: its stored bytes are not those that were trained; `model_outdated`: this program does not ' +
  'read its format or its features: retrain';

const MOVED = '`live_version_changed`: another version is live than `from`';

/**
 * For a handler that makes a version live, by `LiveModel.promote`.
 * @param type of the answer
 * @param description what follows from it
 */
export function PromotesVersion(type: ClassOf, description: string): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ApiOperation({
      summary: 'Make a version live in every running instance, without a restart',
      description,
    }),
    ApiOkResponse({ type, description: 'The version that is live now, without its report' }),
    Refuses({ 404: '`model_version_unknown`' }),
    Refuses({
      409:
        '`model_refused`: failed the gate, `model_undecided`: the gate could not decide, see `accept` for both; ' +
        '`model_leaks`: it has probably seen what it predicts; ' +
        `\`model_retired\`: only its report is kept; ${MOVED}; ${UNUSABLE}`,
    }),
  );
}

/** For a handler that takes the last promotion back, by `LiveModel.rollback`; parameters as above. */
export function RollsBackVersion(type: ClassOf, description: string): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ApiOperation({
      summary: 'Make the version live again that was live before; once more brings this one back',
      description,
    }),
    ApiOkResponse({ type, description: 'The version that is live now, without its report' }),
    Refuses({ 409: `\`no_earlier_version\`; ${MOVED}; ${UNUSABLE}` }),
  );
}
