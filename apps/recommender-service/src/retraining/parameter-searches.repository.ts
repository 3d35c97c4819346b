import { Database, numberedPage } from '#common';
import type { NumberedPageQuery } from '#common';
import { Injectable } from '@nestjs/common';
import type { SearchedParameters } from '../engines/training-parameters.js';
import {
  COUNT_PARAMETER_SEARCHES,
  INSERT_PARAMETER_SEARCH,
  SELECT_ACCEPTED_SEARCH,
  SELECT_PARAMETER_SEARCH,
  SELECT_PARAMETER_SEARCHES,
  UPDATE_ACCEPTED,
} from './parameter-searches.sql.js';
import type { SearchOutcome } from './search-recommender-parameters.js';

/** What a search read and what it found. */
interface Search {
  dataFrom: string;
  /** Last day that attempts were fitted on. */
  cut: string;
  /** Last of the validation days: the day before the held-out ones begin. */
  dataTo: string;
  start: SearchedParameters;
  best: SearchedParameters;
  /** Whether retrains follow it, unless a newer one is accepted too. */
  accepted: boolean;
}

export interface ParameterSearchSummary extends Search {
  id: number;
  startNdcg: number;
  bestNdcg: number;
  createdAt: string;
}

/** Attempts and baselines. */
type SearchReport = Omit<SearchOutcome, 'best'>;

export interface ParameterSearch extends ParameterSearchSummary {
  report: SearchReport;
}

@Injectable()
export class ParameterSearchesRepository {
  constructor(private readonly database: Database) {}

  async insert(search: Search & { report: SearchReport }): Promise<ParameterSearchSummary> {
    const { dataFrom, cut, dataTo, start, best, report, accepted } = search;
    const json = [start, best, report].map((value) => JSON.stringify(value));
    const [row] = await this.database.query<ParameterSearchSummary>(INSERT_PARAMETER_SEARCH, [
      dataFrom,
      cut,
      dataTo,
      ...json,
      accepted,
    ]);
    return row!;
  }

  /** Newest first. */
  async page(query: NumberedPageQuery) {
    const { offset, limit, of } = numberedPage(query);
    const [parameterSearches, [count]] = await Promise.all([
      this.database.query<ParameterSearchSummary>(SELECT_PARAMETER_SEARCHES, [offset, limit]),
      this.database.query<{ total: number }>(COUNT_PARAMETER_SEARCHES),
    ]);
    return { ...of(count!.total), parameterSearches };
  }

  async find(id: number): Promise<ParameterSearch | null> {
    return (await this.database.query<ParameterSearch>(SELECT_PARAMETER_SEARCH, [id]))[0] ?? null;
  }

  async accepted(): Promise<ParameterSearchSummary | null> {
    return (await this.database.query<ParameterSearchSummary>(SELECT_ACCEPTED_SEARCH))[0] ?? null;
  }

  /** Null when there is no such search. */
  async accept(id: number, accepted: boolean): Promise<ParameterSearchSummary | null> {
    // TypeORM gives [rows, count] for an UPDATE ... RETURNING.
    const [rows] = await this.database.query<ParameterSearchSummary[]>(UPDATE_ACCEPTED, [id, accepted]);
    return rows?.[0] ?? null;
  }
}
