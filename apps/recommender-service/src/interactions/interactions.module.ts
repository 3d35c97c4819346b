import { Module } from '@nestjs/common';
import { InteractionsRepository } from './interactions.repository.js';

@Module({
  providers: [InteractionsRepository],
  exports: [InteractionsRepository],
})
export class InteractionsModule {}
