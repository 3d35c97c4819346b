import { Module } from '@nestjs/common';
import { VersionsModule } from '../registry/versions.module.js';
import { FreshUsers } from './fresh-users.js';
import { Listeners } from './listeners.js';
import { UserNewsRepository } from './user-news.repository.js';

@Module({
  imports: [VersionsModule],
  providers: [UserNewsRepository, Listeners, FreshUsers],
  exports: [UserNewsRepository, Listeners, FreshUsers],
})
export class ListenerModule {}
