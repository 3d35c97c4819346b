import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExcludedUser, IncludedUser } from './excluded-user.entity.js';
import { ExclusionsController } from './exclusions.controller.js';
import { ExclusionsRepository } from './exclusions.repository.js';
import { ExclusionsService } from './exclusions.service.js';

/** Users whom both models leave out. */
@Module({
  imports: [TypeOrmModule.forFeature([ExcludedUser, IncludedUser])],
  controllers: [ExclusionsController],
  providers: [ExclusionsRepository, ExclusionsService],
  exports: [ExclusionsRepository],
})
export class ExclusionsModule {}
