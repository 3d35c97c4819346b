import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { DayFilesController } from './day-files.controller.js';
import { DayFilesJob } from './day-files-job.js';

/** From archives to Parquet files by day, by Spark. */
@Module({
  imports: [StorageModule],
  controllers: [DayFilesController],
  providers: [DayFilesJob],
})
export class DayFilesModule {}
