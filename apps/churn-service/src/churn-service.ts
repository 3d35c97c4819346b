import type { ServiceDefinition } from '#common';
import { ChurnModule } from './churn.module.js';
import { churnSettings } from './churn.settings.js';

/** The service as it is started by main.ts and by tests. */
export const churnService: ServiceDefinition<typeof churnSettings> = {
  name: 'churn-service',
  title: 'Music Box churn',
  description: 'Who is about to leave, how sure is that, and why.',
  tags: { churn: 'Risks of users, what to do about them, and the models they come from.' },
  schema: churnSettings,
  module: () => ({ module: ChurnModule }),
};
