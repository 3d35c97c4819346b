import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { TITLES } from './problem.js';

const HEADER_TOO_LARGE = 'HPE_HEADER_OVERFLOW';
const TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Answers what is no readable HTTP request, so that even then the caller gets a problem document. */
export function refuseUnreadableRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(error.code));
  socket.destroy();
}

function answerTo(code: string | undefined): string {
  const [status, name, detail] =
    code === HEADER_TOO_LARGE
      ? [431, 'headers_too_large', 'The request line and the headers are larger than 16 KiB together.']
      : code === TOO_SLOW
        ? [408, 'request_timeout', 'The request did not arrive in time.']
        : [400, 'http_malformed', 'This is no readable HTTP request.'];
  const title = TITLES[status]!;
  const body = JSON.stringify({
    type: 'about:blank',
    title,
    status,
    detail,
    code: name,
    requestId: randomUUID(),
  });
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
