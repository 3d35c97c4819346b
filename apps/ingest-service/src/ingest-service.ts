import type { ServiceDefinition } from '#common';
import { IngestModule } from './ingest.module.js';
import { ingestSettings } from './ingest.settings.js';

/** The service as it is started by main.ts and by tests. */
export const ingestService: ServiceDefinition<typeof ingestSettings> = {
  name: 'ingest-service',
  title: 'Music Box ingest',
  description: 'From raw log archives to events, songs and days of users; what was refused, and why.',
  tags: {
    ingest: 'Events as they happen; what is loaded, what is missing, and what became of every line.',
  },
  schema: ingestSettings,
  module: () => ({ module: IngestModule }),
};
