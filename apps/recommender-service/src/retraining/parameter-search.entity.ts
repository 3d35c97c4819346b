import { StoredSearch } from '#common';
import { Column, Entity } from 'typeorm';
import type { SearchOutcome } from './search-recommender-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

/** Attempts and baselines; of the choice what it reached. */
export type SearchReport = Omit<SearchOutcome, 'best'> & { chosen: { ndcg: number; recall: number } };

/** A search for parameters; retrains follow the newest accepted one. `dataTo` is the last validation day. */
@Entity('parameter_search')
export class ParameterSearch extends StoredSearch<SearchedParameters> {
  @Column('date')
  dataFrom: string;

  /** Last day that attempts were fitted on. */
  @Column('date')
  cut: string;

  @Column('jsonb')
  report: SearchReport;
}
