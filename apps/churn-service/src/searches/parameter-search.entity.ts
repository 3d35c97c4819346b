import { StoredSearch } from '#common';
import { Column, Entity } from 'typeorm';
import type { ModelParametersDto } from '../training/searched-model.dto.js';
import type { ModelSearchOutcome } from '../training/search-parameters.worker.js';
import type { UserSplit } from '../model/churn-artefact.js';

/** A search for parameters of the models; retrains follow the newest accepted one of their division of users. */
@Entity('churn_parameter_search')
export class ChurnParameterSearch extends StoredSearch<ModelParametersDto> {
  /** Newest snapshot that was learned from. */
  @Column('date')
  snapshotDate: string;

  /**
   * Under another seed or test share, its validation users could be test users; parameters for another
   * question (`questionOf`) are no answer to this one.
   */
  @Column('jsonb')
  split: UserSplit & { readonly question: string };

  @Column('jsonb')
  report: Omit<ModelSearchOutcome, 'best'>;
}
