import { answerOf } from '#common';
import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { AudienceRunDto } from './audience.dto.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';

/** An audience. Its members, runs and changes are in tables of their own. */
@Entity('audience')
@Unique('audience_key', ['key'])
export class Audience {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', collation: 'C' })
  key: string;

  @Column('text')
  name: string;

  /** Without the ids of the condition `users`, which are in audience_listed_user. */
  @Column('jsonb')
  conditions: AudienceRulesBody;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;

  @Column('timestamptz', { nullable: true })
  archivedAt: Date | null;
}

/** An audience with its newest run, whose figures are null or 0 before the first one. */
export type AudienceRow = Audience &
  Omit<AudienceRunDto, 'run'> & {
    readonly run: number | null;
    /** Of the scores that the run is of. */
    readonly versionId: number | null;
    /** Whether that run is of the newest scores. */
    readonly isCurrent: boolean;
  };

/** Null before the first run. */
export function newestRunOf(audience: AudienceRow): AudienceRunDto | null {
  const { run } = audience;
  return run === null ? null : answerOf(AudienceRunDto, Object.assign({}, audience, { run }));
}
