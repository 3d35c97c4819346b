import { DomainError } from '../errors/domain-error.js';

const ASK_AGAIN_AFTER_SECONDS = 5;

export function keyMalformed(): DomainError {
  return new DomainError(
    'invalid',
    'validation_failed',
    'Idempotency-Key must be 1 to 255 visible ASCII characters without spaces.',
  );
}

export function keyReused(): DomainError {
  return new DomainError(
    'unprocessable',
    'idempotency_key_reused',
    'This Idempotency-Key was sent with another request; take a new one for each.',
  );
}

export function outcomeUnknown(): DomainError {
  return new DomainError(
    'conflict',
    'idempotency_outcome_unknown',
    'The service ended while it handled a request with this Idempotency-Key: look what became of it, and take a new key.',
  );
}

export function keyInUse(): DomainError {
  return new DomainError(
    'conflict',
    'idempotency_key_in_use',
    'A request with this Idempotency-Key is being handled; ask again in a few seconds.',
    { retryAfterSeconds: ASK_AGAIN_AFTER_SECONDS },
  );
}
