import fastifyHelmet from '@fastify/helmet';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { createServiceLogger } from '../logging/service-logger.js';
import { PlatformModule } from './platform.module.js';
import { loadSettings, SettingsError } from '../settings/load-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import type { z } from 'zod';
import { sendProblem } from '../http/problem.filter.js';
import { serveApiDocuments } from './api-document.js';
import { readJsonBodies } from '../http/json-body.js';
import { refuseUnreadableRequest } from '../http/unreadable-request.js';

export interface ServiceDefinition<Schema extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  /** What the tags of its operations mean, by tag. */
  tags?: Record<string, string>;
  schema: Schema;
  /** The service's own root module. */
  module: (settings: z.infer<Schema>) => DynamicModule;
  /** Whether jobs of this service can be scheduled, see JobSchedules. */
  schedules?: boolean;
}

@Module({})
class ServiceRoot {}

const SAFE_REQUEST_ID = /^[\w.-]{1,100}$/;

function createAdapter(settings: PlatformSettings): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: settings.BODY_LIMIT_BYTES,
    // A caller's own id makes one request traceable across systems; anything odd in it is not taken over.
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && SAFE_REQUEST_ID.test(given) ? given : randomUUID();
    },
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnreadableRequest,
    // What Fastify refuses before any route is known, such as a malformed URL.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(error, request, reply);
    },
  });
}

function logRequests(app: NestFastifyApplication): void {
  const logger = new Logger('http');
  const fastify = app.getHttpAdapter().getInstance();
  // Callback hooks: a reply is thenable, so an async hook that returned it would wait for itself.
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    // The route pattern and no query string or header: nothing personal and no key can get in.
    const line = `${request.method} ${request.routeOptions.url ?? '(no route)'} ${reply.statusCode}`;
    logger.debug(line, { requestId: request.id, milliseconds: Math.round(reply.elapsedTime) });
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
        schedules: service.schedules ?? false,
      }),
      service.module(settings),
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, createAdapter(platform), {
    logger: createServiceLogger(service.name, platform.LOG_LEVEL, platform.LOG_FORMAT),
    abortOnError: false,
  });
  await app.register(fastifyHelmet, {
    // Swagger UI needs its inline styles; everything else stays closed.
    contentSecurityPolicy: {
      directives: { styleSrc: ["'self'", "'unsafe-inline'"], upgradeInsecureRequests: null },
    },
  });
  readJsonBodies(app, platform.BODY_LIMIT_BYTES);
  logRequests(app);
  serveApiDocuments(app, service);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  return app;
}

function startFailure(error: unknown, settings: PlatformSettings | null): string {
  if (error instanceof SettingsError) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EADDRINUSE') {
    return `Port ${settings?.PORT} is in use by another program; stop it or set PORT to a free one.`;
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') {
    return `The database cannot be reached (${message}); is PostgreSQL running and DATABASE_URL right?`;
  }
  if (code === '28P01' || code === '28000')
    return 'The database refused the user or password in DATABASE_URL.';
  if (code === '3D000') return 'The database named in DATABASE_URL does not exist; create it first.';
  return `Could not start: ${message}`;
}

/** Starts a service; any failure is one sentence on stderr and exit code 1. */
export async function runService<Schema extends z.ZodObject>(
  service: ServiceDefinition<Schema>,
): Promise<void> {
  let platform: PlatformSettings | null = null;
  try {
    const settings = loadSettings(service.schema, process.env);
    platform = settings as unknown as PlatformSettings;
    const app = await createService(service, settings);
    await app.listen(platform.PORT, platform.HOST);
    new Logger('start').log(`${service.name} listens on ${await app.getUrl()}`);
  } catch (error) {
    process.stderr.write(`${service.name}: ${startFailure(error, platform)}\n`);
    process.exit(1);
  }
}
