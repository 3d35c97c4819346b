import { Answers } from '../http/answers.js';
import { Controller, Get, HttpCode, Param, Post, Query, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { LimitQuery } from '../fields/request.dto.js';
import { Field } from '../fields/fields.js';
import { Refuses } from '../http/problem.dto.js';
import { AnswersUnderLoad } from '../http/route-options.js';
import { jobEvents, JobStreams } from './job-stream.js';
import { KEPT_LINES, JobLogDto } from './job-log.js';
import { JobDto, JobParams } from './job.dto.js';
import { JobsService } from './jobs.service.js';

export class JobsQuery extends LimitQuery {
  @Field.text('Only jobs of this kind', {
    optional: true,
    minLength: 1,
    maxLength: 100,
    example: 'churn.retrain',
  })
  kind?: string;
}

const UNKNOWN = '`job_unknown`: this service has no such job';

@ApiTags('jobs')
@Controller()
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly watch: JobStreams,
  ) {}

  @Get('jobs')
  @ApiOperation({ summary: 'The newest jobs of this service' })
  @ApiOkResponse({ type: [JobDto] })
  listJobs(@Query() { kind, limit }: JobsQuery): Promise<JobDto[]> {
    return this.jobs.list(kind ?? null, limit);
  }

  @Get('jobs/:id')
  @AnswersUnderLoad()
  @Answers(JobDto, 'One job: state, progress, result or error')
  @Refuses({ 404: UNKNOWN })
  getJob(@Param() { id }: JobParams): Promise<JobDto> {
    return this.jobs.get(id);
  }

  @Get('jobs/:id/log')
  @Answers(JobLogDto, 'What a job has done so far, a line a step', {
    details:
      `A line is there within a moment after its step began, and stays as long as the job; of more than ${KEPT_LINES} the newest are kept. ` +
      'A step that comes again is another line.',
  })
  @Refuses({ 404: UNKNOWN })
  getJobLog(@Param() { id }: JobParams): Promise<JobLogDto> {
    return this.jobs.log(id);
  }

  @Sse('jobs/:id/stream')
  @ApiOperation({
    summary: 'Progress as server-sent events',
    description:
      'The job as it stands, and again at every change; the stream ends with the job. Each event holds the whole job as JSON. While nothing ' +
      'changes, a comment every 15 seconds shows that the stream lives.',
  })
  @ApiOkResponse({
    description: 'One event for each change of the job',
    content: {
      'text/event-stream': {
        schema: {
          type: 'string',
          example: 'data: {"state":"running","progress":{"fraction":0.4}}\n\n',
        },
      },
    },
  })
  @Refuses({ 404: UNKNOWN })
  async streamJob(@Param() { id }: JobParams): Promise<Observable<MessageEvent>> {
    // Before the stream opens, so that an unknown job is a plain 404.
    await this.jobs.get(id);
    return jobEvents(this.watch.changes(id));
  }

  @Post('admin/jobs/:id/cancel')
  @AnswersUnderLoad()
  @HttpCode(200)
  @Answers(JobDto, 'Cancel a job', {
    details: 'A running job stops at its next safe point and leaves nothing half done.',
  })
  @Refuses({ 404: UNKNOWN })
  cancelJob(@Param() { id }: JobParams): Promise<JobDto> {
    return this.jobs.cancel(id);
  }
}
