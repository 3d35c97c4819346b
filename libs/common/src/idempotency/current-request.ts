import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClaimedRequest } from './idempotency-keys.repository.js';

const requests = new AsyncLocalStorage<ClaimedRequest>();

/** Runs the handler of a request with an idempotency key. */
export function withRequest<T>(request: ClaimedRequest, handle: () => T): T {
  return requests.run(request, handle);
}

/** The request that is being handled; null when it has no idempotency key, and outside requests. */
export function currentRequest(): ClaimedRequest | null {
  return requests.getStore() ?? null;
}
