import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { namesOf } from '../logging/request-context.js';
import { shortened, toProblem } from './problem.js';

const LONGEST_PATH = 200;

/** Answers one error as application/problem+json. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const body = toProblem(error);
  const instance = shortened(request.url.split('?', 1)[0]!, LONGEST_PATH);
  if (body.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  const { retryAfterSeconds: wait, headers = {} } = error instanceof DomainError ? error.options : {};
  if (wait !== undefined || body.status === 503) void reply.header('Retry-After', String(wait ?? 5));
  // Fastify closes the connection when a body is refused, often before the caller has read why;
  // cutUnreadBodies does it later.
  void reply.removeHeader('Connection');
  void reply.headers(headers);
  void reply
    .status(body.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ ...body, instance, ...namesOf(request) }));
}

/** Every error becomes a problem document; stack traces go to the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // The caller broke off amid its body: no answer would be read, and the service did nothing wrong.
    if (request.raw.destroyed && !request.raw.complete) return;
    this.log(error, request.id);
    if (!reply.sent) sendProblem(error, request, reply);
  }

  /**
   * What we answer on purpose (no model yet, database away) is a warning; only the unforeseen needs its
   * stack.
   */
  private log(error: unknown, requestId: string): void {
    const { status, detail } = toProblem(error);
    if (status < 500) return;
    if (status === 503) this.logger.warn(detail, { requestId });
    else
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error), {
        requestId,
      });
  }
}
