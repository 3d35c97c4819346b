import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

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
  return SwaggerModule.createDocument(app, document, { extraModels: [ProblemDto] });
}

/** Swagger UI at /docs, the OpenAPI document at /docs-json; both are public since they hold no data. */
export function serveApiDocuments(app: NestFastifyApplication, texts: ApiTexts): void {
  SwaggerModule.setup('docs', app, () => createApiDocument(app, texts), {
    customSiteTitle: texts.title,
    swaggerOptions: { persistAuthorization: true },
  });
}
