import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { auditRequests } from '../audit/audit-requests.js';
import { AuditLog } from '../audit/audit-log.js';
import { inContextOf, namesOf } from '../logging/request-context.js';
import { createServiceLogger } from '../logging/service-logger.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { measureRequests } from '../metrics/metrics.module.js';
import { KeyRing } from '../keys/key-ring.js';
import { Metrics } from '../metrics/metrics.js';
import { OuterIds } from '../outer-ids/outer-ids.js';
import { createApiDocument, serveApiDocuments } from './api-document.js';
import { answerWithOuterIds } from './outer-answers.js';
import { PlatformModule } from './platform.module.js';
import { checkRequests } from './request-checks.js';
import { ServiceAdapter } from './service-adapter.js';
import { describeSettings } from './settings.controller.js';

export interface ServiceDefinition<Schema extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  /** What the tags of its operations mean, by tag. */
  tags?: Record<string, string>;
  schema: Schema;
  /** The service's own root module. */
  module: (settings: z.infer<Schema>) => DynamicModule;
}

@Module({})
class ServiceRoot {}

function logRequests(fastify: FastifyInstance): void {
  const logger = new Logger('http');
  fastify.addHook('onResponse', (request, reply, done) => {
    // The route pattern and no query string or header: nothing personal and no key can get in.
    const line = `${request.method} ${request.routeOptions.url ?? '(no route)'} ${reply.statusCode}`;
    logger.debug(line, { ...namesOf(request), milliseconds: Math.round(reply.elapsedTime) });
    done();
  });
}

/** Builds the application without listening, for tests and for runService. */
export async function createService<Schema extends z.ZodObject>(
  service: ServiceDefinition<Schema>,
  settings: z.infer<Schema>,
): Promise<NestFastifyApplication> {
  const platform = settings as unknown as PlatformSettings;
  const root = {
    module: ServiceRoot,
    imports: [
      PlatformModule.forRoot({
        name: service.name,
        settings: platform,
        described: describeSettings(service.schema, settings, process.env),
      }),
      service.module(settings),
    ],
  };
  const adapter = new ServiceAdapter(platform);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: createServiceLogger(service.name, platform.LOG_LEVEL, platform.LOG_FORMAT),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  // Not earlier: events of the body would bring the context of their connection.
  fastify.addHook('preHandler', (request, _reply, done) => inContextOf(request, done));
  if (platform.METRICS_PORT !== undefined) measureRequests(fastify, app.get(Metrics));
  await checkRequests(fastify, platform, app.get(KeyRing), service.name, () => adapter.isStopping);
  auditRequests(fastify, app.get(AuditLog));
  if (platform.LOG_LEVEL === 'debug') logRequests(fastify);
  answerWithOuterIds(fastify, app.get(OuterIds), () => createApiDocument(app, service));
  serveApiDocuments(app, service);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  return app;
}
