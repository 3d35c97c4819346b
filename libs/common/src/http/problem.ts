import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { databaseTrouble } from '../database/database-trouble.js';
import { DomainError } from '../errors/domain-error.js';
import type { DomainErrorKind } from '../errors/domain-error.js';
import type { ProblemDto } from './problem.dto.js';

/** A problem document (RFC 9457) without what is known of its request, and with what the error adds. */
type Problem = Pick<ProblemDto, 'type' | 'title' | 'status' | 'detail' | 'code'> & Record<string, unknown>;

const STATUS: Record<DomainErrorKind, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  not_allowed: 405,
  timeout: 408,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  unavailable: 503,
};

/** Fastify's own refusals, by its code; with its status where none is given. */
const FASTIFY_REFUSALS: Record<string, [code: string, detail: string, status?: number]> = {
  FST_ERR_BAD_URL: ['url_malformed', 'The URL is malformed: % stands for more than two hexadecimal digits.'],
  FST_ERR_MAX_PARAM_LENGTH: ['parameter_too_long', 'A part of the path is longer than any id or name.', 400],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than BODY_LIMIT_BYTES allows.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'media_type_unsupported',
    'Send JSON, with Content-Type: application/json.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'http_malformed',
    'The body is not as long as Content-Length says it is.',
  ],
};

/** Longer texts hold what the caller sent; an answer stays below 16 KB whatever that was. */
const LONGEST_DETAIL = 2_000;

export function problemOf(
  status: number,
  code: string,
  detail: string,
  extra: Record<string, unknown> = {},
): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, detail: shortened(detail, LONGEST_DETAIL), code, ...extra };
}

/** The beginning of a text of which the caller decides the length. */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function fromHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  const body = error.getResponse();
  if (typeof body === 'object' && 'status' in body && 'details' in body) {
    return problemOf(status, 'not_ready', 'A health check failed; see details.', { details: body.details });
  }
  return fromFastify(error.cause) ?? problemOf(status, `http_${status}`, error.message);
}

/** Fastify's own errors (body too large, malformed URL) carry a status code below 500. */
function fromFastify(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return null;
  const { statusCode } = error;
  if (statusCode >= 500) return null;
  const [code, detail, status = statusCode] = FASTIFY_REFUSALS[errorCode(error)] ?? [
    `http_${statusCode}`,
    error.message,
  ];
  return problemOf(status, code, detail);
}

/** Turns any thrown value into a problem document. What is not meant for the caller becomes a plain 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DomainError) {
    return problemOf(STATUS[error.kind], error.code, error.message, error.options.extra);
  }
  if (error instanceof HttpException) return fromHttpException(error);
  const refused = fromFastify(error);
  if (refused !== null) return refused;
  const trouble = databaseTrouble(error);
  if (trouble !== null) return problemOf(503, trouble.code, trouble.sentence);
  return problemOf(
    500,
    'internal_error',
    'Something went wrong on our side; quote the requestId when you report it.',
  );
}
