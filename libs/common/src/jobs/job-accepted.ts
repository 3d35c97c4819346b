import { applyDecorators, HttpCode, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConflictResponse, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { Idempotent, KEY_IN_USE } from '../idempotency/idempotent.js';
import { ProblemDto } from '../http/problem.dto.js';
import { COST, Costs } from '../http/route-options.js';
import { JobDto } from './job.dto.js';

class LocationOfJob implements NestInterceptor<JobDto, JobDto> {
  intercept(context: ExecutionContext, next: CallHandler<JobDto>): Observable<JobDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(tap((job) => void reply.header('Location', `/jobs/${job.id}`)));
  }
}

/**
 * For a handler that starts a job and returns it: 202 Accepted, Location of the job, and its documentation.
 */
export function JobAccepted(): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    Costs(COST.job),
    // Outermost, so that it keeps the location too.
    Idempotent(),
    UseInterceptors(new LocationOfJob()),
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
    ApiTooManyRequestsResponse({
      type: ProblemDto,
      description:
        '`queue_full`: too many jobs of this kind wait; `rate_limited`: too many requests with this key; `Retry-After` says when to go on.',
    }),
    ApiConflictResponse({
      type: ProblemDto,
      description: `\`job_running\`: a job of this kind is waiting or running already; ${KEY_IN_USE}`,
    }),
  );
}
