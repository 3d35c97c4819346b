import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { distinctUntilChanged, map, switchMap, takeWhile, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { DomainError } from '../errors/domain-error.js';
import { ProblemDto } from '../http/problem.dto.js';
import { TextField } from '../fields/scalar-fields.js';
import { LimitQuery } from '../fields/request.dto.js';
import { isFinished, JobDto } from './job.dto.js';
import { JobsService } from './jobs.service.js';

const STREAM_EVERY_MS = 500;

const jobId = new ParseUUIDPipe({
  exceptionFactory: () => new DomainError('invalid', 'validation_failed', 'The job id must be a UUID.'),
});

export class JobsQuery extends LimitQuery {
  @TextField('Only jobs of this kind', {
    optional: true,
    minLength: 1,
    maxLength: 100,
    example: 'churn.retrain',
  })
  kind?: string;
}

@ApiTags('jobs')
@ApiBearerAuth('key')
@Controller()
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get('jobs')
  @ApiOperation({ summary: 'The newest jobs of this service' })
  @ApiOkResponse({ type: [JobDto] })
  list(@Query() query: JobsQuery): Promise<JobDto[]> {
    return this.jobs.list(query.kind ?? null, query.limit);
  }

  @Get('jobs/:id')
  @ApiOperation({ summary: 'One job: state, progress, result or error' })
  @ApiParam({ name: 'id', description: 'Job id', example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' })
  @ApiOkResponse({ type: JobDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('id', jobId) id: string): Promise<JobDto> {
    return this.jobs.get(id);
  }

  @Sse('jobs/:id/stream')
  @ApiOperation({
    summary: 'Progress as server-sent events',
    description: 'Each event holds the job as JSON; the stream ends with the job.',
  })
  @ApiParam({ name: 'id', description: 'Job id', example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' })
  @ApiOkResponse({
    description: 'One event for each change of the job',
    content: {
      'text/event-stream': {
        schema: {
          type: 'string',
          example: 'id: 1\ndata: {"state":"running","progress":{"fraction":0.4}}\n\n',
        },
      },
    },
  })
  @ApiNotFoundResponse({ type: ProblemDto })
  async stream(@Param('id', jobId) id: string): Promise<Observable<MessageEvent>> {
    // Before the stream opens, so that an unknown job is a plain 404.
    await this.jobs.get(id);
    return timer(0, STREAM_EVERY_MS).pipe(
      switchMap(() => this.jobs.get(id)),
      distinctUntilChanged((before, after) => JSON.stringify(before) === JSON.stringify(after)),
      takeWhile((job) => !isFinished(job), true),
      map((job) => ({ data: job })),
    );
  }

  @Post('admin/jobs/:id/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a job',
    description: 'A running job stops at its next safe point and leaves nothing half done.',
  })
  @ApiParam({ name: 'id', description: 'Job id', example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' })
  @ApiOkResponse({ type: JobDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  cancel(@Param('id', jobId) id: string): Promise<JobDto> {
    return this.jobs.cancel(id);
  }
}
