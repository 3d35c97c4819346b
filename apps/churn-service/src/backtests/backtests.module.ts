import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import { Backtest } from './backtest.entity.js';
import { BacktestsController } from './backtests.controller.js';
import { BacktestsService } from './backtests.service.js';

/** What retraining would have been worth on past days. */
@Module({
  imports: [TypeOrmModule.forFeature([Backtest]), DatasetModule],
  controllers: [BacktestsController],
  providers: [BacktestsService],
})
export class BacktestsModule {}
