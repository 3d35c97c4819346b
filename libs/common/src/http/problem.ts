import { HttpException } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import type { DomainErrorKind } from '../errors/domain-error.js';

/** A problem document (RFC 9457) with three extension members: code, requestId and what the error adds. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance?: string;
  requestId?: string;
  [extension: string]: unknown;
}

const STATUS: Record<DomainErrorKind, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unavailable: 503,
};

export const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  431: 'Request header fields too large',
  500: 'Internal server error',
  503: 'Service unavailable',
};

/** Node and PostgreSQL codes that mean: the database cannot be reached just now (class 08, 57P01-57P03, sockets). */
const DATABASE_GONE = /^(08...|57P0[1-3]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/;
const STATEMENT_TIMED_OUT = '57014';

function problem(status: number, code: string, detail: string, extra: Record<string, unknown> = {}): Problem {
  return { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, code, ...extra };
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function isDatabaseGone(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return (
    DATABASE_GONE.test(errorCode(error)) ||
    /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|driver not connected/i.test(
      message,
    )
  );
}

function fromHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  const body = error.getResponse();
  if (typeof body === 'object' && 'status' in body && 'details' in body) {
    return problem(status, 'not_ready', 'A health check failed; see details.', { details: body.details });
  }
  return problem(status, `http_${status}`, error.message);
}

/** Fastify's own errors (body too large, not JSON, wrong media type) carry a status code below 500. */
function fromFastify(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return null;
  if (error.statusCode >= 500) return null;
  return problem(
    error.statusCode,
    errorCode(error).toLowerCase() || `http_${error.statusCode}`,
    error.message,
  );
}

/** Turns any thrown value into a problem document. What is not meant for the caller becomes a plain 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DomainError) {
    return problem(STATUS[error.kind], error.code, error.message, error.options.extra);
  }
  if (error instanceof HttpException) return fromHttpException(error);
  if (errorCode(error) === STATEMENT_TIMED_OUT) {
    return problem(503, 'statement_timeout', 'The database took too long to answer; try again later.');
  }
  if (isDatabaseGone(error)) {
    return problem(
      503,
      'database_unavailable',
      'The database cannot be reached just now; try again in a few seconds.',
    );
  }
  return (
    fromFastify(error) ??
    problem(
      500,
      'internal_error',
      'Something went wrong on our side; quote the requestId when you report it.',
    )
  );
}
