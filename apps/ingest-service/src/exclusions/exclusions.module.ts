import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExcludedUser, IncludedUser } from './excluded-user.entity.js';
import { ExclusionsController } from './exclusions.controller.js';
import { Exclusions } from './exclusions.js';

/** Users whom both models leave out. */
@Module({
  imports: [TypeOrmModule.forFeature([ExcludedUser, IncludedUser])],
  controllers: [ExclusionsController],
  providers: [Exclusions],
  exports: [Exclusions],
})
export class ExclusionsModule {}
