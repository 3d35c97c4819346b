import { platformSettings } from '#common';
import { z } from 'zod';

/** Settings of the ingest service. */
export const ingestSettings = platformSettings.extend({
  PORT: platformSettings.shape.PORT.default(3001),
  LOGS_DIR: z.string().min(1).describe('folder with the log archives; nothing outside it is ever read'),
});

export type IngestSettings = z.infer<typeof ingestSettings>;
