import { Cursors, DomainError } from '#common';
import type { CursorPageDto, CursorQuery } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { ParameterSearch } from './parameter-search.entity.js';

/** Stores searches for parameters. */
@Injectable()
export class ParameterSearchesRepository {
  constructor(
    @InjectRepository(ParameterSearch) private readonly table: Repository<ParameterSearch>,
    private readonly cursors: Cursors,
  ) {}

  async insert(search: Omit<ParameterSearch, 'id' | 'createdAt'>): Promise<number> {
    return (await this.table.save(search)).id;
  }

  /** The newest search, accepted or not; null without any. */
  async newest(): Promise<ParameterSearch | null> {
    return (await this.table.find({ order: { id: 'DESC' }, take: 1 }))[0] ?? null;
  }

  /** The one that the next retrain follows: the newest accepted one. */
  async accepted(): Promise<ParameterSearch | null> {
    return await this.table.findOne({ where: { accepted: true }, order: { id: 'DESC' } });
  }

  /** Newest first. */
  async page(query: CursorQuery): Promise<CursorPageDto & { searches: ParameterSearch[] }> {
    const { rows: searches, nextCursor } = await this.cursors.page(
      'parameter_search',
      query,
      (before: number | null, take) =>
        this.table.find({
          where: before === null ? {} : { id: LessThan(before) },
          order: { id: 'DESC' },
          take,
        }),
      ({ id }) => id,
    );
    return { nextCursor, searches };
  }

  /** @throws DomainError not_found */
  async get(id: number): Promise<ParameterSearch> {
    const search = await this.table.findOneBy({ id });
    if (search !== null) return search;
    throw new DomainError(
      'not_found',
      'parameter_search_unknown',
      `There is no search for parameters ${id}.`,
    );
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<ParameterSearch> {
    const search = await this.get(id);
    search.accepted = accepted;
    return await this.table.save(search);
  }
}
