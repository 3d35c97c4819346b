import type { FastifyReply } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** A refusal of the console itself; those of the services pass through as they are. */
export class ConsoleProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extra: Record<string, string> = {},
  ) {
    super(detail);
  }
}

const MEDIA_TYPE = 'application/problem+json';

/** Sends a problem document (RFC 9457) of the shape that the services have. */
export function sendProblem(reply: FastifyReply, problem: ConsoleProblem): FastifyReply {
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(MEDIA_TYPE)
    .send(documentOf(problem));
}

/** Answers what Node cannot read as a request. @param headers those of every answer */
export function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new ConsoleProblem(431, 'headers_too_large', 'The request line and the headers are too large.')
      : new ConsoleProblem(400, 'http_malformed', 'This is no readable HTTP request.');
  const document = documentOf(problem);
  const all = {
    ...headers,
    'content-type': MEDIA_TYPE,
    'content-length': document.length,
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', ''].join('\r\n');
  if (socket.writable && error.code !== 'ECONNRESET')
    socket.write(Buffer.concat([Buffer.from(head), document]));
  socket.destroySoon();
}

/** As bytes: to a text Fastify would append a charset, which problem documents do not have. */
function documentOf({ status, code, detail, extra }: ConsoleProblem): Buffer {
  const title = STATUS_CODES[status] ?? 'Error';
  return Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail, code, ...extra }));
}

export function serviceDown(service: string): ConsoleProblem {
  return new ConsoleProblem(
    502,
    'service_down',
    `The ${service} service does not answer. The other services go on working.`,
    { service },
  );
}

/** What was thrown while a request was answered, as a problem for the caller. */
export function problemOf(error: unknown): ConsoleProblem {
  if (error instanceof ConsoleProblem) return error;
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode === 429) {
    return new ConsoleProblem(
      429,
      'rate_limited',
      'Too many attempts to sign in: wait a minute and try again.',
    );
  }
  if (statusCode !== undefined && statusCode < 500) {
    return new ConsoleProblem(statusCode, `http_${statusCode}`, message ?? 'The request is malformed.');
  }
  process.stderr.write(
    `console: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return new ConsoleProblem(500, 'internal_error', 'Something went wrong in the console; its log says what.');
}
