import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { AnswersModule } from '../answers/answers.module.js';
import { OutcomesController } from './outcomes.controller.js';
import { OutcomesService } from './outcomes.service.js';

@Module({
  imports: [AnswersModule, ErasureModule],
  controllers: [OutcomesController],
  providers: [OutcomesService],
})
export class OutcomesModule {}
