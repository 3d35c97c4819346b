import { MapField, ObjectsField } from '../fields/composed-fields.js';
import { IntegerField, ShareField, TextField, TimeField } from '../fields/scalar-fields.js';

/**
 * A step of a job: when it began, and how far the job is and its figures, at the end of the step once it has
 * ended.
 */
export class JobLogLineDto {
  @IntegerField('Counts from 1; lines before the first one are not kept any more', {
    minimum: 1,
    example: 3,
  })
  number: number;

  @TimeField('When the step began', { example: '2026-11-24T15:00:04.200Z' })
  at: Date;

  @TextField('What the job did', { example: 'scoring everybody' })
  step: string;

  @ShareField('Share of the job that was done at its end; null where it was not known', {
    nullable: true,
    example: 0.7,
  })
  fraction: number | null;

  @MapField('Figures at its end', true, { example: { users: 58_123 } })
  detail: Record<string, string | number>;
}

export class JobLogDto {
  @ObjectsField(() => JobLogLineDto, 'Oldest first; none before the job has begun')
  lines: JobLogLineDto[];
}
