import { numberedPage } from '#common';
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

  async find(id: number): Promise<ChurnParameterSearch | null> {
    return await this.table.findOneBy({ id });
  }

  /** Null when there is no such search. */
  async accept(id: number, accepted: boolean): Promise<ChurnParameterSearch | null> {
    await this.table.update({ id }, { accepted });
    return await this.find(id);
  }

  /** The newest accepted one of the same test users and the same question. */
  async accepted({
    seed,
    testShare,
    question,
  }: ChurnParameterSearch['split']): Promise<ChurnParameterSearch | null> {
    return await this.table
      .createQueryBuilder('search')
      .where('search.accepted')
      .andWhere(`search.split @> :split::jsonb`, {
        split: JSON.stringify({ seed, testShare, question }),
      })
      .orderBy('search.id', 'DESC')
      .getOne();
  }
}
