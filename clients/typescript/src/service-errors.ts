/** A problem document (RFC 9457) as the services answer it; some problems add members of their own, such as `jobId`. */
export interface ProblemDocument {
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId?: string;
  traceId?: string;
  errors?: string[];
  [member: string]: unknown;
}

/** The service answered, and refused. `code` is stable and meant for programs, `detail` for people. */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** What is wrong with each member of a request; empty for other problems. */
  readonly errors: readonly string[];
  readonly requestId: string | null;
  readonly traceId: string | null;

  constructor(
    /** Method and path, for the message. */
    request: string,
    readonly document: ProblemDocument,
    /** What Retry-After asks for; null when the answer does not say. */
    readonly retryAfterMs: number | null,
  ) {
    super(`${request} was refused (${document.status} ${document.code}): ${document.detail}`);
    this.status = document.status;
    this.code = document.code;
    this.detail = document.detail;
    this.errors = document.errors ?? [];
    this.requestId = document.requestId ?? null;
    this.traceId = document.traceId ?? null;
  }
}

/** No answer, or not a whole one: nothing listens there, the connection broke, or the time was up. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';

  constructor(
    readonly url: string,
    /** A system code such as ECONNREFUSED, or a phrase. */
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The service at ${url} does not answer (${reason}).`, { cause });
  }
}

/** @param body what the answer held, parsed when it was JSON; a proxy in between may answer anything */
export function problemOf(request: string, response: Response, body: unknown): ServiceProblem {
  const { status } = response;
  const unknown = {
    title: response.statusText,
    status,
    code: `http_${status}`,
    detail: 'no reason was given.',
  };
  const document = isProblem(body) ? body : unknown;
  return new ServiceProblem(request, document, retryAfterMs(response.headers.get('retry-after')));
}

/** @param error what fetch threw */
export function unreachable(url: string, error: unknown): ServiceUnreachable {
  if (error instanceof ServiceUnreachable) return error;
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return new ServiceUnreachable(url, cause?.code ?? cause?.message ?? message, error);
}

function isProblem(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'status' in body;
}

/** Seconds, or a date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
