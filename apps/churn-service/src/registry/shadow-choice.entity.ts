import { ModelVersion } from '#common';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Which version a person wants as the shadow; at most one row. */
@Entity('churn_shadow_choice')
@Check('churn_shadow_choice_single', 'id = 1')
export class ShadowChoice {
  @PrimaryColumn('integer', { default: 1 })
  id: number;

  /** Null: none, until another choice. */
  @Column('integer', { nullable: true })
  @ForeignKey(() => ModelVersion, { name: 'churn_shadow_choice_version', onDelete: 'CASCADE' })
  modelVersionId: number | null;
}
