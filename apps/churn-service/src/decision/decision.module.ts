import { Module } from '@nestjs/common';
import { ServingModule } from '../serving/serving.module.js';
import { DecisionController } from './decision.controller.js';
import { DecisionService } from './decision.service.js';

/** Who is worth a contact. */
@Module({
  imports: [ServingModule],
  controllers: [DecisionController],
  providers: [DecisionService],
})
export class DecisionModule {}
