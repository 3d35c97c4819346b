import { Module } from '@nestjs/common';
import { ScoresModule } from '../scores/scores.module.js';
import { ServingModule } from '../serving/serving.module.js';
import { DecisionController } from './decision.controller.js';
import { DecisionService } from './decision.service.js';

/** Who is worth a contact. */
@Module({
  imports: [ScoresModule, ServingModule],
  controllers: [DecisionController],
  providers: [DecisionService],
})
export class DecisionModule {}
