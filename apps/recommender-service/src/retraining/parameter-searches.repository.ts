import { Database, numberedPage, unknownSearch } from '#common';
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
import type { ParameterSearchSummaryDto, ParameterSearchDto } from './parameter-searches.dto.js';

/** What decides whether another search is due. */
export interface NewestSearch {
  /** Pairs that it saw. */
  likedPairs: number;
  accepted: boolean;
  ageDays: number;
}

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
      this.database.query<ParameterSearchSummaryDto>(SELECT_PARAMETER_SEARCHES, [offset, limit]),
      this.table.count(),
    ]);
    return { ...of(total), parameterSearches };
  }

  /** @throws DomainError not_found */
  async get(id: number): Promise<ParameterSearchDto> {
    const [search] = await this.database.query<ParameterSearchDto>(SELECT_PARAMETER_SEARCH, [id]);
    if (search === undefined) throw unknownSearch(id);
    return search;
  }

  /** The newest search, accepted or not; null without any. */
  async newest(): Promise<NewestSearch | null> {
    return (await this.database.query<NewestSearch>(SELECT_NEWEST_SEARCH))[0] ?? null;
  }

  async accepted(): Promise<ParameterSearchSummaryDto | null> {
    return (await this.database.query<ParameterSearchSummaryDto>(SELECT_ACCEPTED_SEARCH))[0] ?? null;
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<ParameterSearchSummaryDto> {
    await this.table.update({ id }, { accepted });
    const [search] = await this.database.query<ParameterSearchSummaryDto>(SELECT_SEARCH_SUMMARY, [id]);
    if (search === undefined) throw unknownSearch(id);
    return search;
  }
}
