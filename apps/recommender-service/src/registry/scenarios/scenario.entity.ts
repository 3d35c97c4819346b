import { Column, Entity, ForeignKey, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A list that callers ask for by name. A trigger counts every change, see the table `revision`. */
@Entity('scenario')
@Unique('scenario_name', ['name'])
export class Scenario {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', collation: 'C' })
  name: string;

  /** The version that answers; null before the first promotion. */
  @Column('integer', { nullable: true })
  liveVersion: number | null;

  /** The version that a rollback makes live. */
  @Column('integer', { nullable: true })
  previousVersion: number | null;

  @Column('timestamptz', { nullable: true })
  promotedAt: Date | null;
}

/** What a scenario asks for. A version never changes. */
@Entity('scenario_version')
export class ScenarioVersion {
  @PrimaryColumn('integer')
  @ForeignKey(() => Scenario, { name: 'scenario_version_scenario' })
  scenarioId: number;

  @PrimaryColumn('integer')
  version: number;

  /** As they were checked when they were stored. */
  @Column('jsonb')
  options: object;

  /** What is new in it, for people. */
  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
