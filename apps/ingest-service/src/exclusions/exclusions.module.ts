import { Module } from '@nestjs/common';
import { ExclusionsController } from './exclusions.controller.js';
import { ExclusionsRepository } from './exclusions.repository.js';
import { ExclusionsService } from './exclusions.service.js';

/** Who is left out of both models. */
@Module({
  controllers: [ExclusionsController],
  providers: [ExclusionsRepository, ExclusionsService],
  exports: [ExclusionsRepository],
})
export class ExclusionsModule {}
