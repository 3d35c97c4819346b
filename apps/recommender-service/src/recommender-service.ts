import type { ServiceDefinition } from '#common';
import { Module } from '@nestjs/common';
import { ListsModule } from './lists/lists.controller.js';
import { OutcomesModule } from './outcomes/outcomes.controller.js';
import { recommenderSettings } from './recommender.settings.js';
import { RetrainingModule } from './retraining/retraining.module.js';
import { ServingModule } from './serving/serving.module.js';

@Module({ imports: [ListsModule, OutcomesModule, ServingModule, RetrainingModule] })
class RecommenderModule {}

/** The service as it is started by main.ts and by tests. */
export const recommenderService: ServiceDefinition<typeof recommenderSettings> = {
  name: 'recommender-service',
  title: 'Music Box recommender',
  description: 'What a person should hear next, and who should hear a song.',
  tags: {
    recommendations: 'Songs for a user, for a batch of users, for a guest.',
    songs: 'Songs like a song, songs that most people hear, and songs that rise.',
    singers: 'Singers for a user, singers alike, and users for a singer.',
    audience: 'Users for a song, users alike, users at risk with songs for them.',
    scenarios: 'Lists that are asked for by name: their versions, and which one answers.',
    attribution: 'What was shown, what came of it, and experiments with several versions.',
    'recommender models': 'Training, searches for parameters, and the versions they lead to.',
  },
  schema: recommenderSettings,
  module: () => ({ module: RecommenderModule }),
};
