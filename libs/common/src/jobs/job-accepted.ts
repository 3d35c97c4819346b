import { applyDecorators, HttpCode, Injectable, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { DomainError } from '../errors/domain-error.js';
import { Refuses } from '../http/problem.dto.js';
import { COST, Costs } from '../http/route-options.js';
import { Signatures } from '../http/signatures.js';
import { requestContext } from '../logging/request-context.js';
import { JobDto } from './job.dto.js';
import { JobsService } from './jobs.service.js';
import { requestedJobOf } from './requested-job.js';

/** Answers a request that is sent again with the job that the first one has started. */
@Injectable()
class StartsJob implements NestInterceptor<JobDto, JobDto> {
  constructor(
    private readonly jobs: JobsService,
    private readonly signatures: Signatures,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<JobDto>): Promise<Observable<JobDto>> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const job = await this.jobOf(http.getRequest<FastifyRequest>(), reply, next);
    void reply.header('Location', `/jobs/${job.id}`);
    return of(job);
  }

  private async jobOf(
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler<JobDto>,
  ): Promise<JobDto> {
    const requested = requestedJobOf(request, await this.signatures.of('requests'));
    if (requested === null) return await lastValueFrom(next.handle());
    const known = await this.jobs.findRequested(requested);
    if (known === null) {
      requestContext()!.jobId = requested.id;
      return await lastValueFrom(next.handle());
    }
    if (known.id !== requested.id)
      throw new DomainError(
        'unprocessable',
        'idempotency_key_reused',
        'This Idempotency-Key was sent with another request; take a new one for each.',
      );
    void reply.header('Idempotent-Replayed', 'true');
    return known;
  }
}

/**
 * For a handler that starts a job and returns it: 202 Accepted, Location of the job, and its documentation. A
 * request with an Idempotency-Key starts one job, however often it is sent.
 */
export function JobAccepted(): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    Costs(COST.job),
    UseInterceptors(StartsJob),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes the request safe to send again: the same request with the same key of yours gets the job that the first one has started, ' +
        'marked by `Idempotent-Replayed: true`, as long as that job is known. A request that was refused leaves its key free.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
      example: '4f0e8a52-6a0c-4b8f-9d2b-7f6a3c1e5d90',
    }),
    ApiAcceptedResponse({
      type: JobDto,
      description: 'The job has been queued; follow it at its Location or by server-sent events.',
      headers: {
        Location: {
          description: 'Where to follow the job',
          schema: { type: 'string', example: '/jobs/0199…' },
        },
      },
    }),
    Refuses({
      429: '`queue_full`: too many jobs of this kind wait; `rate_limited`: too many requests with this key; `Retry-After` says when to go on.',
    }),
    Refuses({ 409: '`job_running`: a job of this kind is waiting or running already' }),
    Refuses({ 422: '`idempotency_key_reused`: this Idempotency-Key was sent with another request' }),
  );
}
