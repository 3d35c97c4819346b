import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ModelVersion } from './model-version.entity.js';

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
