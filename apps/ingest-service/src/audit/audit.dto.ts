import { AUDIT_OUTCOMES, CursorPageDto, CursorQuery, Field, JOB_STATES, SCOPES } from '#common';
import type { AuditOutcome, Scope } from '#common';

const TIME = { example: '2026-11-26T15:00:00.000Z' } as const;

export class AuditQuery extends CursorQuery {
  @Field.text('Only actions by the key of this name', {
    optional: true,
    minLength: 1,
    maxLength: 100,
    example: 'console',
  })
  key?: string;

  @Field.text('Only this action', {
    optional: true,
    minLength: 1,
    maxLength: 200,
    example: 'POST /admin/churn/retrain',
  })
  action?: string;

  @Field.enum('Only those that ended like this', AUDIT_OUTCOMES, { optional: true })
  outcome?: AuditOutcome;

  @Field.time('Only those begun at this time or later', { optional: true, ...TIME })
  from?: string;

  @Field.time('Only those begun before this time', { optional: true, ...TIME })
  to?: string;
}

export class AuditEntryDto {
  @Field.text('Number of the entry', { example: '4711' })
  id: string;

  @Field.time('When the action began', TIME)
  startedAt: Date;

  @Field.time('When it was answered; null: it is under way, or its process ended amid it', {
    nullable: true,
    ...TIME,
  })
  endedAt: Date | null;

  @Field.text('Service that carried it out; `cli` for `npm run keys`', { example: 'churn-service' })
  service: string;

  @Field.text('Method and route; `job` and its kind where no request started the job', {
    example: 'POST /admin/churn/retrain',
  })
  action: string;

  @Field.text(
    'Name of the key; of the service that started a job by itself; `cli:` and the account for `npm run keys`',
    { example: 'console' },
  )
  key: string;

  @Field.values('Scopes of the key; none without a key', SCOPES, { example: ['console'] })
  keyScopes: Scope[];

  @Field.map('What was asked for, without ids of users and without secrets: of lists, how many', true, {
    example: { engine: 'kernel' },
  })
  parameters: Record<string, unknown>;

  @Field.text('`X-Request-Id` of the request', {
    nullable: true,
    example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  })
  requestId: string | null;

  @Field.enum(
    'started: under way, or its process ended amid it; refused: status 400 to 499; failed: 500 and above',
    AUDIT_OUTCOMES,
  )
  outcome: AuditOutcome;

  @Field.integer('Status of the answer', { nullable: true, example: 202 })
  status: number | null;

  @Field.text('Code of the problem document', { nullable: true, example: null })
  problem: string | null;

  @Field.uuid('The job that the action started', {
    nullable: true,
    example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  })
  jobId: string | null;

  @Field.text('Kind of that job', { nullable: true, example: 'churn.retrain' })
  jobKind: string | null;

  @Field.enum('Where that job stands, or how it ended', JOB_STATES, { nullable: true, example: 'succeeded' })
  jobState: (typeof JOB_STATES)[number] | null;

  @Field.time('When that job ended', { nullable: true, ...TIME })
  jobEndedAt: Date | null;
}

export class AuditPageDto extends CursorPageDto {
  @Field.objects(() => AuditEntryDto, 'The newest first')
  entries: AuditEntryDto[];
}
