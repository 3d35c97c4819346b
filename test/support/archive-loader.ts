import { Database, loadSettings } from '#common';
import { Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PlatformModule } from '../../libs/common/src/service/platform.module.js';
import { plausibleDays } from '../../apps/ingest-service/src/formats/plausible-day.js';
import type { Mapping } from '../../apps/ingest-service/src/mapping/mapping-schema.js';
import { ingestSettings } from '../../apps/ingest-service/src/ingest.settings.js';
import type { LoadSummaryDto } from '../../apps/ingest-service/src/loading/load-job.dto.js';
import { LoadLimits } from '../../apps/ingest-service/src/loading/load-limits.js';
import type { LoadProgress } from '../../apps/ingest-service/src/loading/load-progress.js';
import { LoadService } from '../../apps/ingest-service/src/loading/load.service.js';
import { LoadingModule } from '../../apps/ingest-service/src/loading/loading.module.js';

export interface Loader {
  database: Database;
  load(
    folder: string,
    options?: {
      path?: string;
      signal?: AbortSignal;
      onProgress?: (progress: LoadProgress) => void;
      /** Of this load alone; see `LoadLimits`. */
      batchBytes?: number | undefined;
      includeDropped?: boolean;
      replace?: boolean;
      verify?: boolean;
      mapping?: Mapping;
    },
  ): Promise<LoadSummaryDto>;
  close(): Promise<void>;
}

export interface LoaderOptions {
  poolSize?: number;
  limits?: Partial<LoadLimits>;
}

/** Loaders that are open, and Nest's logger from before the first of them. */
let open = 0;
let logger: LoggerService | undefined;

/** A loader with connections of its own, as another process would have; it takes no jobs. `close` puts Nest's logger back. */
export async function createLoader(
  url: string,
  { poolSize = 4, limits = {} }: LoaderOptions = {},
): Promise<Loader> {
  const settings = loadSettings(ingestSettings, {
    DATABASE_URL: url,
    LOGS_DIR: '/',
    READ_KEYS: 'read-key-of-the-test',
    ADMIN_KEYS: 'admin-key-of-the-test',
    NODE_ENV: 'test',
  });
  const platform = { ...settings, DATABASE_POOL_SIZE: poolSize };
  const root = {
    module: LoadingModule,
    imports: [PlatformModule.forRoot({ name: 'test-loader', settings: platform, described: [] })],
  };
  if (open++ === 0) logger = (Logger as unknown as { staticInstanceRef?: LoggerService }).staticInstanceRef;
  // Refusals are expected here; what they are is asserted, not printed. Without `init` no hook runs, so no job and no merge.
  const app = await NestFactory.create(root, new FastifyAdapter(), { logger: false, abortOnError: false });
  const limitsOfLoad = app.get(LoadLimits);
  const service = app.get(LoadService);
  return {
    database: app.get(Database),
    load: (
      folder,
      {
        path = folder,
        signal = new AbortController().signal,
        onProgress = () => undefined,
        batchBytes,
        includeDropped = false,
        replace = false,
        verify = false,
        mapping,
      } = {},
    ) => {
      Object.assign(limitsOfLoad, new LoadLimits(), limits, batchBytes === undefined ? {} : { batchBytes });
      return service.load(folder, path, onProgress, signal, {
        includeDropped,
        replace,
        verify,
        mapping,
        plausible: plausibleDays(settings, Date.now()),
      });
    },
    close: async () => {
      await app.close();
      if (--open === 0) Logger.overrideLogger(logger ?? false);
    },
  };
}
