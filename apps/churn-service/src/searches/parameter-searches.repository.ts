import { numberedPage, unknownSearch } from '#common';
import type { NumberedPageQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { ChurnParameterSearch } from './parameter-search.entity.js';

/** Keeps searches for parameters. */
@Injectable()
export class ParameterSearchesRepository {
  constructor(
    @InjectRepository(ChurnParameterSearch) private readonly table: Repository<ChurnParameterSearch>,
  ) {}

  /** @returns its number */
  async insert(search: Omit<ChurnParameterSearch, 'id' | 'createdAt'>): Promise<number> {
    return (await this.table.save(search)).id;
  }

  /** Newest first. */
  async page(query: NumberedPageQuery) {
    const { offset, limit, of } = numberedPage(query);
    const [searches, total] = await this.table.findAndCount({
      order: { id: 'DESC' },
      skip: offset,
      take: limit,
    });
    return { ...of(total), searches };
  }

  /** @throws DomainError not_found */
  async get(id: number): Promise<ChurnParameterSearch> {
    const search = await this.table.findOneBy({ id });
    if (search === null) throw unknownSearch(id);
    return search;
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<ChurnParameterSearch> {
    await this.table.update({ id }, { accepted });
    return await this.get(id);
  }

  /** The newest accepted one of the same test users and the same question. */
  async accepted(
    split: Pick<ChurnParameterSearch['split'], 'seed' | 'testShare' | 'question'>,
  ): Promise<ChurnParameterSearch | null> {
    return await this.table
      .createQueryBuilder('search')
      .where('search.accepted')
      .andWhere(`search.split @> :split::jsonb`, { split: JSON.stringify(split) })
      .orderBy('search.id', 'DESC')
      .getOne();
  }
}
