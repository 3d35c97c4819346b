import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from '../http/problem.dto.js';

const PROBLEM = '#/components/schemas/ProblemDto';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;
}

export interface ApiTexts {
  title: string;
  description: string;
}

export function createApiDocument(app: NestFastifyApplication, texts: ApiTexts): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle(texts.title)
    .setDescription(
      `${texts.description}\n\nSend a key as \`Authorization: Bearer <key>\`: a read key for product endpoints, ` +
        'a write key for `POST /events`, an admin key for `/admin/*` and all else. Every error is a problem document (RFC 9457).',
    )
    .setVersion('1')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'A read key, a write key for POST /events, or an admin key for everything',
      },
      'key',
    )
    .build();
  return withProblemType(SwaggerModule.createDocument(app, document, { extraModels: [ProblemDto] }));
}

/** Decorators know one media type an operation; problem documents have their own (RFC 9457, section 3). */
function withProblemType(document: OpenAPIObject): OpenAPIObject {
  for (const { responses } of Object.values(document.paths).flatMap(
    (methods) => Object.values(methods) as Operation[],
  )) {
    for (const response of Object.values(responses)) {
      const problem = Object.values(response.content ?? {}).find(({ schema }) => schema?.$ref === PROBLEM);
      if (problem !== undefined) response.content = { 'application/problem+json': problem };
    }
  }
  return document;
}

/** Swagger UI at /docs, the OpenAPI document at /docs-json; both are public since they hold no data. */
export function serveApiDocuments(app: NestFastifyApplication, texts: ApiTexts): void {
  SwaggerModule.setup('docs', app, () => createApiDocument(app, texts), {
    customSiteTitle: texts.title,
    swaggerOptions: { persistAuthorization: true },
  });
}
