import { Cursors, StoredSearches } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ParameterSearch } from './parameter-search.entity.js';

/** Stores searches for parameters. */
@Injectable()
export class ParameterSearchesRepository extends StoredSearches<ParameterSearch> {
  constructor(@InjectRepository(ParameterSearch) table: Repository<ParameterSearch>, cursors: Cursors) {
    super(table, cursors);
  }

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
}
