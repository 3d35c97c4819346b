import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { FollowedSearchDto } from '../evaluation/model-report.dto.js';
import type { SearchReportDto } from './parameter-searches.dto.js';

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

  /** The last validation day. */
  @Column('date')
  dataTo: string;

  @Column('jsonb')
  start: SearchedParameters;

  @Column('jsonb')
  best: SearchedParameters;

  @Column('jsonb')
  report: SearchReportDto;

  @Column('boolean')
  accepted: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}

/** The first attempt is the start. */
export function followedSearch({
  id,
  cut,
  dataTo,
  best,
  report,
}: ParameterSearch): Pick<FollowedSearchDto, keyof FollowedSearchDto> {
  return { id, cut, dataTo, best, startNdcg: report.attempts[0]!.ndcg, bestNdcg: report.chosen.ndcg };
}
