import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ProblemDto } from '../http/problem.dto.js';
import { describeJobKinds, modelsOf } from '../jobs/job-schemas.js';
import { JobsService } from '../jobs/jobs.service.js';
import {
  addKeysAndTags,
  addStandardResponses,
  closeBodies,
  giveProblemsTheirType,
  writeListsByComma,
} from './standard-responses.js';

export interface ApiTexts {
  title: string;
  description: string;
  /** What the tags of the service's operations mean, by tag; the first is that of operations without one. */
  tags?: Record<string, string>;
}

const COMMON_TAGS = {
  jobs: 'Long work: what was asked for, how far it is, what came out.',
  admin: 'What changes data or models; needs an admin or a console key.',
  health: 'Whether the service lives and is ready; needs no key.',
};

/**
 * The OpenAPI document of a service that has been initialised: its kinds of jobs are known from then on. The
 * name of a handler's method is its operation id: a verb and an object, unique in the service.
 */
export function createApiDocument(app: NestFastifyApplication, texts: ApiTexts): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(texts.title)
    .setDescription(
      `${texts.description}\n\nSend a key as \`Authorization: Bearer <key>\`: a read key for product endpoints, ` +
        'a write key for `POST /events`, an admin key for `/admin/*` and all else, a console key for all but `POST /events`. Every error is a problem document (RFC 9457).',
    )
    .setVersion('1')
    .addServer('/', 'The service that serves this document')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'A read key, a write key for POST /events, or an admin key for everything',
      },
      'key',
    );
  for (const [tag, meaning] of Object.entries({ ...texts.tags, ...COMMON_TAGS }))
    builder.addTag(tag, meaning);
  const kinds = app.get(JobsService).described;
  const document = SwaggerModule.createDocument(app, builder.build(), {
    extraModels: [ProblemDto, ...modelsOf(kinds)],
    operationIdFactory: (_controller, method) => method,
    autoTagControllers: false,
  });
  describeJobKinds(document, kinds);
  giveProblemsTheirType(document);
  addKeysAndTags(document);
  addStandardResponses(document);
  closeBodies(document);
  writeListsByComma(document);
  return document;
}

/** Swagger UI at /docs, the OpenAPI document at /docs-json; both are public since they hold no data. */
export function serveApiDocuments(app: NestFastifyApplication, texts: ApiTexts): void {
  SwaggerModule.setup('docs', app, () => createApiDocument(app, texts), {
    customSiteTitle: texts.title,
    patchDocumentOnRequest: (request, _reply, document) => documentFor(request, document),
    swaggerOptions: { persistAuthorization: true },
  });
}

const PREFIX = /^(\/[\w-]+){1,10}$/;

/**
 * A proxy that serves the service below a path names that path, so that requests of the document go through
 * it too.
 */
function documentFor(request: unknown, document: OpenAPIObject): OpenAPIObject {
  const prefix = (request as FastifyRequest).headers['x-forwarded-prefix'];
  if (typeof prefix !== 'string' || !PREFIX.test(prefix)) return document;
  return { ...document, servers: (document.servers ?? []).map((server) => ({ ...server, url: prefix })) };
}
