import { Module } from '@nestjs/common';
import { VersionsModule } from '../versions/versions.module.js';
import { FreshUsers } from './fresh-users.js';
import { Listeners } from './listeners.js';
import { MomentsRepository } from './moments.repository.js';

@Module({
  imports: [VersionsModule],
  providers: [MomentsRepository, Listeners, FreshUsers],
  exports: [MomentsRepository, Listeners, FreshUsers],
})
export class ListenerModule {}
