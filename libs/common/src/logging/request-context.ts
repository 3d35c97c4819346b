import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * version, trace id, parent id, flags; later versions may add more after another dash (W3C Trace Context).
 */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/**
 * The trace id of a `traceparent` header; undefined for anything else: then the sender does not trace, and no
 * id is made up.
 */
export function traceIdOf(traceparent: string | string[] | undefined): string | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, more] = TRACEPARENT.exec(traceparent) ?? [];
  return more !== undefined && traceparent.startsWith('00') ? undefined : traceId;
}

/** What log lines say of the request that they are written for. */
interface RequestNames {
  readonly requestId: string;
  readonly traceId?: string;
}

/** What belongs to a request that is being answered. */
export interface RequestContext {
  readonly names: RequestNames;
  /** Audit entry of the action that the request is. */
  auditEntry?: string;
}

/** As much of a request as its context is made of. */
interface TracedRequest {
  readonly id: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const contexts = new AsyncLocalStorage<RequestContext>();

/**
 * The context of the request that is being answered here; undefined outside of requests, in jobs for
 * instance.
 */
export function requestContext(): RequestContext | undefined {
  return contexts.getStore();
}

export function namesOf({ id, headers }: TracedRequest): RequestNames {
  const traceId = traceIdOf(headers['traceparent']);
  return traceId === undefined ? { requestId: id } : { requestId: id, traceId };
}

/** Runs `work`, and all that it starts, as part of the request. */
export function inContextOf(request: TracedRequest, work: () => void): void {
  contexts.run({ names: namesOf(request) }, work);
}
