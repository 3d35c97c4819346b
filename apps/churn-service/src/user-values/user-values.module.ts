import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { StoredUsers } from './stored-users.js';
import { UserValuesController } from './user-values.controller.js';
import { UserValuesRepository } from './user-values.repository.js';
import { UserValuesService } from './user-values.service.js';

/** What users are worth, as the operator says. */
@Module({
  imports: [ErasureModule],
  controllers: [UserValuesController],
  providers: [StoredUsers, UserValuesRepository, UserValuesService],
  exports: [StoredUsers],
})
export class UserValuesModule {}
