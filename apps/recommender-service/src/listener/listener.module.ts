import { Module } from '@nestjs/common';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { FreshUsers } from './fresh-users.js';
import { Listeners } from './listeners.js';
import { UserNewsRepository } from './user-news.repository.js';

@Module({
  imports: [RecommenderRegistryModule],
  providers: [UserNewsRepository, Listeners, FreshUsers],
  exports: [UserNewsRepository, Listeners, FreshUsers],
})
export class ListenerModule {}
