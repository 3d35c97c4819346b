import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ModelParametersDto } from '../training/searched-model.dto.js';
import type { ModelSearchOutcome } from '../training/search-parameters.worker.js';
import type { UserSplit } from '../model/churn-artefact.js';

/** A search for parameters of the models; retrains follow the newest accepted one of their division of users. */
@Entity('churn_parameter_search')
export class ChurnParameterSearch {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  /** Newest snapshot that was learned from. */
  @Column('date')
  snapshotDate: string;

  /** Last day whose events were read: later days are those that versions are evaluated on. */
  @Column('date')
  dataTo: string;

  /**
   * Under another seed or test share, its validation users could be test users; parameters for another
   * question (`questionOf`) are no answer to this one.
   */
  @Column('jsonb')
  split: UserSplit & { readonly question: string };

  @Column('jsonb')
  start: ModelParametersDto;

  @Column('jsonb')
  best: ModelParametersDto;

  @Column('jsonb')
  report: Omit<ModelSearchOutcome, 'best'>;

  /** Whether retrains follow it, unless a newer one is accepted too. */
  @Column('boolean')
  accepted: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
