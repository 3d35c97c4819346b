import { Answers } from '../http/answers.js';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LimitQuery } from '../fields/request.dto.js';
import { Field } from '../fields/fields.js';
import { Refuses } from '../http/problem.dto.js';
import { AnswersUnderLoad } from '../http/route-options.js';
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
  constructor(private readonly jobs: JobsService) {}

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
