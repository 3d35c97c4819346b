import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ModelTrainer } from './model-trainer.js';

/** Fits models and finds out how good they are. */
@Module({
  imports: [DatasetModule],
  providers: [ModelTrainer],
  exports: [ModelTrainer],
})
export class TrainingModule {}
