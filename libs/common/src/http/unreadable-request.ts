import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { HEADERS } from './answer-headers.js';
import { problemOf } from './problem.js';

type Refusal = [status: number, code: string, detail: string];

const MALFORMED: Refusal = [400, 'http_malformed', 'This is no readable HTTP request.'];
const BY_ERROR: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'headers_too_large',
    'The request line and the headers are larger than 16 KiB together.',
  ],
  HPE_INVALID_VERSION: [505, 'http_version_unsupported', 'Use HTTP/1.1.'],
  HPE_PAUSED_H2_UPGRADE: [505, 'http_version_unsupported', 'Use HTTP/1.1.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'The headers did not arrive in time.'],
};

/** Answers what is no readable HTTP request, so that even then the caller gets a problem document. */
export function refuseUnreadableRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  refuse(socket, BY_ERROR[error.code ?? ''] ?? MALFORMED);
}

/** Answers a CONNECT, for which Node has no request and response. */
export function refuseTunnel(_request: unknown, socket: Socket): void {
  refuse(socket, [405, 'method_not_allowed', 'This service is no proxy.']);
}

function refuse(socket: Socket, [status, code, detail]: Refusal): void {
  const requestId = randomUUID();
  const problem = problemOf(status, code, detail, { requestId });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    `X-Request-Id: ${requestId}`,
    ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  // An answer that has begun on this connection cannot be followed by another; the caller sees it end early.
  const hasBegun = (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent === true;
  if (socket.writable && !hasBegun) socket.write([...head, '', body].join('\r\n'));
  socket.destroySoon();
}
