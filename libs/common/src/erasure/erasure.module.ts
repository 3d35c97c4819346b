import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlatformSecret } from '../http/platform-secret.entity.js';
import { UserHashing } from './user-hashes.js';

/** How erased users are recognised, without their ids. */
@Module({
  imports: [TypeOrmModule.forFeature([PlatformSecret])],
  providers: [UserHashing],
  exports: [UserHashing],
})
export class ErasureModule {}
