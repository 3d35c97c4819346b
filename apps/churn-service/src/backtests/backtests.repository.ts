import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Backtest } from './backtest.entity.js';

/** Keeps the results of backtests. */
@Injectable()
export class BacktestsRepository {
  constructor(@InjectRepository(Backtest) private readonly backtests: Repository<Backtest>) {}

  /** @returns its number */
  async insert(backtest: Pick<Backtest, 'jobId' | 'parameters' | 'report'>): Promise<number> {
    return (await this.backtests.save(backtest)).id;
  }

  /** Newest first. */
  async list(limit: number): Promise<Backtest[]> {
    return await this.backtests.find({ order: { id: 'DESC' }, take: limit });
  }
}
