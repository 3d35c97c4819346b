import { StoredSearch } from '#common';
import { Column, Entity } from 'typeorm';
import type { SearchedParameters } from '../engines/training-parameters.js';
import type { FollowedSearchDto } from '../evaluation/model-report.dto.js';
import type { SearchReportDto } from './parameter-searches.dto.js';

/** A search for parameters; retrains follow the newest accepted one. `dataTo` is the last validation day. */
@Entity('parameter_search')
export class ParameterSearch extends StoredSearch<SearchedParameters> {
  @Column('date')
  dataFrom: string;

  /** Last day that attempts were fitted on. */
  @Column('date')
  cut: string;

  @Column('jsonb')
  report: SearchReportDto;
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
