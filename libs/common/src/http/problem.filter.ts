import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './problem.js';

/** Answers one error as application/problem+json. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const body = toProblem(error);
  if (body.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  if (body.status === 503) void reply.header('Retry-After', '5');
  void reply
    .status(body.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ ...body, instance: request.url.split('?')[0], requestId: request.id }));
}

/** Every error becomes a problem document; stack traces go to the log only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    this.log(error, request.id);
    if (!reply.sent) sendProblem(error, request, reply);
  }

  /** What we answer on purpose (no model yet, database away) is a warning; only the unforeseen needs its stack. */
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
