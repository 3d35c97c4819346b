import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ModelTrainer } from './model-trainer.js';
import { OutOfTimeEvaluation } from './out-of-time.js';

/** Fits models and finds out how good they are. */
@Module({
  imports: [DatasetModule],
  providers: [ModelTrainer, OutOfTimeEvaluation],
  exports: [ModelTrainer, OutOfTimeEvaluation],
})
export class ExperimentModule {}
