import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
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
