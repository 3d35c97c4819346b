import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { UserUploads } from './user-uploads.js';
import { UserValuesController } from './user-values.controller.js';
import { UserValues } from './user-values.js';

/** What users are worth, as the operator says. */
@Module({
  imports: [ErasureModule],
  controllers: [UserValuesController],
  providers: [UserUploads, UserValues],
  exports: [UserUploads],
})
export class UserValuesModule {}
