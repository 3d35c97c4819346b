import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { ProblemDto } from '../http/problem.dto.js';
import { DOES_ONCE, IdempotencyInterceptor } from './idempotency.interceptor.js';

/** What a 409 of a handler that is {@link Idempotent} may mean besides its own reasons. */
export const KEY_IN_USE = '`idempotency_key_in_use`: a request with this Idempotency-Key is being handled';

/** A 409 more of a handler that does once. */
export const OUTCOME_UNKNOWN =
  '`idempotency_outcome_unknown`: the service ended while it handled a request with this Idempotency-Key';

/**
 * For a handler that starts work: a request with an Idempotency-Key can be sent again without starting more.
 * Describe its 409 with {@link KEY_IN_USE}.
 * @param doesOnce the handler does something else each time, besides starting a job: when one has ended
 * without an answer, none follows it, and the caller gets an error ({@link OUTCOME_UNKNOWN})
 */
export function Idempotent({ doesOnce = false } = {}): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    SetMetadata(DOES_ONCE, doesOnce),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes the request safe to send again: for 24 hours the same request with the same key of yours gets the same answer, marked by ' +
        '`Idempotent-Replayed: true`, and starts nothing. A request that was refused leaves its key free.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
      example: '4f0e8a52-6a0c-4b8f-9d2b-7f6a3c1e5d90',
    }),
    ApiUnprocessableEntityResponse({
      type: ProblemDto,
      description: '`idempotency_key_reused`: this Idempotency-Key was sent with another request',
    }),
  );
}
