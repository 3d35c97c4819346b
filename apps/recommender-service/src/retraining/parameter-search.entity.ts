import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { SearchOutcome } from './search-recommender-parameters.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

/** Attempts and baselines; of the choice what it reached. */
export type SearchReport = Omit<SearchOutcome, 'best'> & { chosen: { ndcg: number; recall: number } };

/** A search for parameters; retrains follow the newest accepted one. */
@Entity('parameter_search')
export class ParameterSearch {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('date')
  dataFrom: string;

  /** Last day that attempts were fitted on. */
  @Column('date')
  cut: string;

  /** Last of the validation days: the day before the held-out ones begin. */
  @Column('date')
  dataTo: string;

  @Column('jsonb')
  start: SearchedParameters;

  @Column('jsonb')
  best: SearchedParameters;

  @Column('jsonb')
  report: SearchReport;

  /** Whether retrains follow it, unless a newer one is accepted too. */
  @Column('boolean')
  accepted: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
