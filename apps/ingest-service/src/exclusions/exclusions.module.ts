import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExcludedUser, IncludedUser } from './excluded-user.entity.js';
import { ExclusionsController } from './exclusions.controller.js';
import { ExclusionsRepository } from './exclusions.repository.js';
import { ExclusionsService } from './exclusions.service.js';
import { SuppressionController } from './suppression.controller.js';

/** Who is left out of both models. */
@Module({
  imports: [TypeOrmModule.forFeature([ExcludedUser, IncludedUser])],
  controllers: [ExclusionsController, SuppressionController],
  providers: [ExclusionsRepository, ExclusionsService],
  exports: [ExclusionsRepository],
})
export class ExclusionsModule {}
