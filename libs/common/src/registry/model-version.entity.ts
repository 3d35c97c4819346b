import { Column, Entity, PrimaryGeneratedColumn, Unique, VirtualColumn, ForeignKey, Index } from 'typeorm';
import { asNumber } from '../database/data-source.js';
import { modelState } from './models.sql.js';

export interface GateDecision {
  accepted: boolean;
  /** One sentence for each check, passed or not. */
  reasons: string[];
  /** True: nothing speaks against the version, but the gate could not decide. */
  undecided?: boolean;
  /** True: it has probably seen what it predicts, so nobody can promote it. */
  leaks?: boolean;
  /** True: the artefact was that of the live version, byte by byte. */
  nothingNew?: boolean;
}

/** retired: its artefact has been dropped to save space, its report and scores are kept. */
export const MODEL_STATES = ['live', 'ready', 'refused', 'retired'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/** One immutable trained model. Its artefact lies in model_artefact_chunk. */
@Entity('model_version')
@Unique('model_version_kind_version', ['kind', 'version'])
export class ModelVersion {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text')
  kind: string;

  /** Counts from 1 within its kind. */
  @Column('integer')
  version: number;

  @Column('boolean')
  refused: boolean;

  @Column('date', { nullable: true })
  snapshotDate: string | null;

  @Column('date', { nullable: true })
  dataFrom: string | null;

  @Column('date', { nullable: true })
  dataTo: string | null;

  @Column('bigint', { transformer: asNumber })
  seed: number;

  @Column('jsonb')
  parameters: Record<string, unknown>;

  @Column('jsonb')
  report: Record<string, unknown>;

  @Column('jsonb')
  gate: GateDecision;

  @Column('text', { nullable: true })
  catalogueHash: string | null;

  @Column('text')
  codeVersion: string;

  @Column('text')
  artefactSha256: string;

  @Column('bigint', { transformer: asNumber })
  artefactBytes: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  retiredAt: Date | null;

  @VirtualColumn('text', { query: modelState })
  state: ModelState;
}

/** A version without its report, but for the figures that were asked for. */
export interface ModelSummary<Figure extends string = string> extends Omit<
  ModelVersion,
  'report' | 'refused' | 'retiredAt'
> {
  /** Whether it learned from generated logs. */
  synthetic: boolean;
  /** Null where the report has no such figure. */
  figures: Record<Figure, number | null>;
}

/** A promotion or rollback; the newest row of a kind names its live version. */
@Entity('model_promotion')
@Index('model_promotion_kind', ['kind', 'id'])
export class ModelPromotion {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text')
  kind: string;

  @Column('integer')
  @ForeignKey(() => ModelVersion, { name: 'model_promotion_version' })
  modelVersionId: number;

  @Column('text')
  reason: string;

  @Column('timestamptz', { default: () => 'now()' })
  promotedAt: Date;
}

/** A model that has just been trained and asks to be kept. */
export interface ModelCandidate extends Pick<
  ModelVersion,
  'kind' | 'snapshotDate' | 'dataFrom' | 'dataTo' | 'seed'
> {
  parameters: object;
  report: object;
  artefact: Buffer;
  catalogueHash?: string;
}

/** promotes false: a version that passes is stored as ready, and does not go live. Default true. */
type GateAnswer = GateDecision & { promotes?: boolean };

export type Gate = (champion: ModelVersion | null) => GateAnswer | Promise<GateAnswer>;
