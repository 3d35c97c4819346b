import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { StoredUsers } from './stored-users.js';
import { UserValuesController } from './user-values.controller.js';
import { UserValues } from './user-values.js';

/** What users are worth, as the operator says. */
@Module({
  imports: [ErasureModule],
  controllers: [UserValuesController],
  providers: [StoredUsers, UserValues],
  exports: [StoredUsers],
})
export class UserValuesModule {}
