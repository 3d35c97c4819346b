import { Database, numberedPage } from '#common';
import type { NumberedPageQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { ParameterSearch } from './parameter-search.entity.js';
import {
  SELECT_ACCEPTED_SEARCH,
  SELECT_NEWEST_SEARCH,
  SELECT_PARAMETER_SEARCH,
  SELECT_PARAMETER_SEARCHES,
  SELECT_SEARCH_SUMMARY,
} from './parameter-searches.sql.js';

/** A search without its attempts. */
export interface ParameterSearchSummary extends Omit<ParameterSearch, 'report' | 'createdAt'> {
  startNdcg: number;
  bestNdcg: number;
  createdAt: string;
}

/** What decides whether another search is due. */
export interface NewestSearch {
  /** Pairs that it saw. */
  likedPairs: number;
  accepted: boolean;
  ageDays: number;
}

export interface ReportedParameterSearch extends ParameterSearchSummary, Pick<ParameterSearch, 'report'> {}

@Injectable()
export class ParameterSearchesRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ParameterSearch) private readonly table: Repository<ParameterSearch>,
  ) {}

  async insert(search: Omit<ParameterSearch, 'id' | 'createdAt'>): Promise<number> {
    const { identifiers } = await this.table.insert(search);
    return (identifiers[0] as { id: number }).id;
  }

  /** Newest first. */
  async page(query: NumberedPageQuery) {
    const { offset, limit, of } = numberedPage(query);
    const [parameterSearches, total] = await Promise.all([
      this.database.query<ParameterSearchSummary>(SELECT_PARAMETER_SEARCHES, [offset, limit]),
      this.table.count(),
    ]);
    return { ...of(total), parameterSearches };
  }

  async find(id: number): Promise<ReportedParameterSearch | null> {
    return (await this.database.query<ReportedParameterSearch>(SELECT_PARAMETER_SEARCH, [id]))[0] ?? null;
  }

  /** The newest search, accepted or not; null without any. */
  async newest(): Promise<NewestSearch | null> {
    return (await this.database.query<NewestSearch>(SELECT_NEWEST_SEARCH))[0] ?? null;
  }

  async accepted(): Promise<ParameterSearchSummary | null> {
    return (await this.database.query<ParameterSearchSummary>(SELECT_ACCEPTED_SEARCH))[0] ?? null;
  }

  /** Null when there is no such search. */
  async accept(id: number, accepted: boolean): Promise<ParameterSearchSummary | null> {
    await this.table.update({ id }, { accepted });
    return (await this.database.query<ParameterSearchSummary>(SELECT_SEARCH_SUMMARY, [id]))[0] ?? null;
  }
}
