import { createApiDocument, createService, loadSettings } from '#common';
import type { ServiceDefinition } from '#common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';

/** An operation of the API document. */
export interface DocumentedRoute {
  method: string;
  /** As Fastify writes it. */
  pattern: string;
}

interface DocumentedService {
  app: NestFastifyApplication;
  url: string;
  document: OpenAPIObject;
  documented: DocumentedRoute[];
  /** `METHOD pattern` of every route there is. */
  routed: string[];
}

async function start<Schema extends z.ZodObject>(
  definition: ServiceDefinition<Schema>,
  databaseUrl: string,
): Promise<DocumentedService> {
  const app = await createService(
    definition,
    loadSettings(definition.schema, {
      LOGS_DIR: '/nowhere',
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      DATABASE_URL: databaseUrl,
      READ_KEYS: 'read-key-0123456789',
      WRITE_KEYS: 'write-key-0123456789',
      ADMIN_KEYS: 'admin-key-0123456789',
    }),
  );
  app.useLogger(false);
  const routed: string[] = [];
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD' && !url.startsWith('/docs')) routed.push(`${String(method)} ${url}`);
  });
  await app.listen(0, '127.0.0.1');
  const document = createApiDocument(app, definition);
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      pattern: path.replace(/\{(\w+)\}/g, ':$1'),
    })),
  );
  return { app, url: await app.getUrl(), document, documented, routed };
}

/** Each of the three services on a database of the caller's. */
export const SERVICES = {
  'ingest-service': (databaseUrl: string) => start(ingestService, databaseUrl),
  'churn-service': (databaseUrl: string) => start(churnService, databaseUrl),
  'recommender-service': (databaseUrl: string) => start(recommenderService, databaseUrl),
};
