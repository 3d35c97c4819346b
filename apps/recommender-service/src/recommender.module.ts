import { Module } from '@nestjs/common';
import { OutcomesModule } from './outcomes/outcomes.module.js';
import { RetrainingModule } from './retraining/retraining.module.js';
import { ServingModule } from './serving/serving.module.js';

@Module({
  imports: [OutcomesModule, ServingModule, RetrainingModule],
})
export class RecommenderModule {}
