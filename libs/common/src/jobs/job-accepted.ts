import { applyDecorators, HttpCode, Injectable, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ApiAcceptedResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { Refuses } from '../http/problem.dto.js';
import { COST, Costs } from '../http/route-options.js';
import { JobDto } from './job.dto.js';

/** Sends the address of the job that the handler has started as `Location`. */
@Injectable()
class JobLocation implements NestInterceptor<JobDto, JobDto> {
  intercept(context: ExecutionContext, next: CallHandler<JobDto>): Observable<JobDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(tap(({ id }) => void reply.header('Location', `/jobs/${id}`)));
  }
}

/**
 * For a handler that starts a job and returns it: 202 Accepted, Location of the job, and its documentation.
 * Every kind of job either refuses a second one or is harmless twice, so a request may be sent again.
 */
export function JobAccepted(): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    Costs(COST.job),
    UseInterceptors(JobLocation),
    ApiAcceptedResponse({
      type: JobDto,
      description: 'The job has been queued; follow it at its Location.',
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
  );
}
