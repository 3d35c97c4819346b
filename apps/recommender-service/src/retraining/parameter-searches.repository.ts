import { numberedPage, unknownSearch } from '#common';
import type { NumberedPageQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { ParameterSearch } from './parameter-search.entity.js';
import type {
  ParameterSearchDto,
  ParameterSearchesDto,
  ParameterSearchSummaryDto,
} from './parameter-searches.dto.js';

/** Keeps searches for parameters. */
@Injectable()
export class ParameterSearchesRepository {
  constructor(@InjectRepository(ParameterSearch) private readonly table: Repository<ParameterSearch>) {}

  async insert(search: Omit<ParameterSearch, 'id' | 'createdAt'>): Promise<number> {
    return (await this.table.save(search)).id;
  }

  /** Newest first. */
  async page(query: NumberedPageQuery): Promise<ParameterSearchesDto> {
    const { offset, limit, of } = numberedPage(query);
    const order = { id: 'DESC' } as const;
    const [searches, total] = await this.table.findAndCount({ order, skip: offset, take: limit });
    return { ...of(total), parameterSearches: searches.map(summaryOf) };
  }

  /** @throws DomainError not_found */
  async get(id: number): Promise<ParameterSearchDto> {
    const search = await this.table.findOneBy({ id });
    if (search === null) throw unknownSearch(id);
    return { ...summaryOf(search), report: search.report };
  }

  /** The newest search, accepted or not; null without any. */
  async newest(): Promise<ParameterSearch | null> {
    return (await this.table.find({ order: { id: 'DESC' }, take: 1 }))[0] ?? null;
  }

  /** The one that the next retrain follows: the newest accepted one. */
  async accepted(): Promise<ParameterSearchSummaryDto | null> {
    const search = await this.table.findOne({ where: { accepted: true }, order: { id: 'DESC' } });
    return search && summaryOf(search);
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<ParameterSearchSummaryDto> {
    await this.table.update({ id }, { accepted });
    const search = await this.table.findOneBy({ id });
    if (search === null) throw unknownSearch(id);
    return summaryOf(search);
  }
}

/** The first attempt is the start. */
function summaryOf({
  report,
  createdAt,
  ...search
}: ParameterSearch): Pick<ParameterSearchSummaryDto, keyof ParameterSearchSummaryDto> {
  return {
    ...search,
    startNdcg: report.attempts[0]!.ndcg,
    bestNdcg: report.chosen.ndcg,
    createdAt: createdAt.toISOString(),
  };
}
