import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setAnswerHeaders } from '../http/answer-headers.js';
import { sendProblem } from '../http/problem.filter.js';
import { headersWithin } from '../http/time-limits.js';
import { refuseTunnel, refuseUnreadableRequest } from '../http/unreadable-request.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { closeDrained, silentConnections } from './drained-server.js';

const SAFE_REQUEST_ID = /^[\w.-]{1,100}$/;

/** Fastify as every service uses it. */
export class ServiceAdapter extends FastifyAdapter {
  /** From the first step of a shutdown on. */
  isStopping = false;
  private readonly silent = silentConnections(this.getInstance().server);

  constructor(settings: PlatformSettings) {
    super({
      http: headersWithin(settings.HEADERS_TIMEOUT_MS),
      bodyLimit: settings.BODY_LIMIT_BYTES,
      genReqId: requestIdOf,
      // An id of 200 characters, percent-encoded.
      routerOptions: { maxParamLength: 2_400 },
      skipMiddie: true,
      return503OnClosing: false,
      clientErrorHandler: refuseUnreadableRequest,
      // What Fastify refuses before any route is known, such as a malformed URL.
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        setAnswerHeaders(reply);
        sendProblem(error, request, reply);
      },
    });
    this.getInstance().server.on('connect', refuseTunnel);
  }

  override beforeClose(): void {
    this.isStopping = true;
    super.beforeClose();
  }

  override async close(): Promise<void> {
    await closeDrained(this.getInstance().server, this.silent, () => super.close());
  }
}

/** A caller's own id makes one request traceable across systems; anything odd in it is not taken over. */
function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SAFE_REQUEST_ID.test(given) ? given : randomUUID();
}
