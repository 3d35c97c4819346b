import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { IncomingMessage, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../errors/domain-error.js';

const CHECK_EVERY_MS = 1_000;
/**
 * How long a caller that is answered before its body has come may go on sending: enough to read the answer.
 */
const LINGER_MS = 1_000;

/**
 * Node's own limit, on the headers. Its limit on whole requests would end long uploads too, so bodies have
 * their own.
 */
export function headersWithin(limitMs: number): ServerOptions {
  return { headersTimeout: limitMs, connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, limitMs) };
}

/** A body must have come whole by then. */
export function bodyWithin(limitMs: number): onRequestHookHandler {
  return (request, reply, done) => {
    if (hasBody(request.raw)) {
      const timer = setTimeout(refuseSlow, limitMs, request, reply);
      const stop = (): void => {
        clearTimeout(timer);
      };
      // When the body has been read, or when the answer has been sent without it.
      request.raw.once('close', stop);
      reply.raw.once('close', stop);
      askForBody(request, reply);
    }
    done();
  };
}

/** A body may take any time, but no pause may be longer. */
export function bodyWithoutPauseOf(limitMs: number): onRequestHookHandler {
  return (request, reply, done) => {
    const { raw } = request;
    if (hasBody(raw)) {
      raw.setTimeout(limitMs, () => {
        refuseSlow(request, reply);
      });
      // After the answer the limit is Node's, on idle connections.
      raw.once('close', () => {
        // A connection that was destroyed has no socket any more, which its type does not say.
        if (!reply.raw.writableFinished) (raw.socket as Socket | null)?.setTimeout(0);
      });
      askForBody(request, reply);
    }
    done();
  };
}

/**
 * Reads on, for a short time, what is still sent of a body whose request was answered before the body had
 * come; then the connection is ended.
 */
export function cutUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) {
      raw.resume();
      setTimeout(cut, LINGER_MS, raw).unref();
    }
    done();
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * A caller that waits for leave to send its body gets it here, when all that can be checked without the body
 * has been.
 */
function askForBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.headers.expect !== undefined) reply.raw.writeContinue();
}

function refuseSlow({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  if (reply.sent) raw.destroy();
  else
    void reply.send(
      new DomainError('timeout', 'request_timeout', 'The body did not arrive in time; send it again.', {
        headers: { Connection: 'close' },
      }),
    );
}

function cut(request: IncomingMessage): void {
  if (!request.complete) request.destroy();
}
