import type { ServiceDefinition } from '#common';
import { RecommenderModule } from './recommender.module.js';
import { recommenderSettings } from './recommender.settings.js';

/** The service as it is started by main.ts and by tests. */
export const recommenderService: ServiceDefinition<typeof recommenderSettings> = {
  name: 'recommender-service',
  title: 'Music Box recommender',
  description: 'What a person should hear next, and who should hear a song.',
  schema: recommenderSettings,
  module: () => ({ module: RecommenderModule }),
  schedules: true,
};
