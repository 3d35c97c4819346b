import { ApiProperty } from '@nestjs/swagger';

const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

export class JobProgressDto {
  @ApiProperty({ description: 'What the job is doing', example: 'loading archives' })
  step: string;

  @ApiProperty({
    description: 'Share done, 0 to 1; null while it cannot be known',
    example: 0.4,
    nullable: true,
    type: Number,
  })
  fraction: number | null;

  @ApiProperty({
    description: 'Figures of this kind of job',
    example: { archives: 12, events: 310_000 },
    type: 'object',
    additionalProperties: true,
  })
  detail: Record<string, string | number>;
}

export class JobDto {
  @ApiProperty({ description: 'Job id', example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' })
  id: string;

  @ApiProperty({ description: 'What kind of work it is', example: 'churn.retrain' })
  kind: string;

  @ApiProperty({ description: 'Where it stands', enum: JOB_STATES, example: 'running' })
  state: JobState;

  @ApiProperty({
    description: 'What it was asked to do',
    example: { path: '.' },
    type: 'object',
    additionalProperties: true,
  })
  input: Record<string, unknown>;

  @ApiProperty({ type: JobProgressDto })
  progress: JobProgressDto;

  @ApiProperty({
    description: 'What came out, once it has succeeded',
    example: null,
    nullable: true,
    type: 'object',
    additionalProperties: true,
  })
  result: Record<string, unknown> | null;

  @ApiProperty({ description: 'Why it failed, in one sentence', example: null, nullable: true, type: String })
  error: string | null;

  @ApiProperty({ description: 'When it was asked for', example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @ApiProperty({
    description: 'When it began to run',
    example: '2026-11-24T15:00:00.300Z',
    nullable: true,
    type: String,
  })
  startedAt: string | null;

  @ApiProperty({ description: 'When it ended', example: null, nullable: true, type: String })
  finishedAt: string | null;
}

export function isFinished(job: JobDto): boolean {
  return job.state !== 'queued' && job.state !== 'running';
}
