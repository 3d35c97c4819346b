import { Module } from '@nestjs/common';
import { UserHashing } from './user-hashes.js';

/** How erased users are recognised, without their ids. */
@Module({
  providers: [UserHashing],
  exports: [UserHashing],
})
export class ErasureModule {}
