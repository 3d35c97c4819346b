import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { errorCodes } from 'fastify';

/** The one route whose body is an archive of any size. */
const UPLOAD_ROUTE = '/admin/ingest/archives/:name';

/**
 * Hands the body of an upload to its handler as a stream, whatever its content type, so that no limit of bytes and no
 * memory stands in its way. Everywhere else a body that is no JSON stays refused.
 */
@Injectable()
export class UploadBodies implements OnModuleInit {
  constructor(private readonly adapter: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser('*', (request, payload, done) => {
      if (request.routeOptions.url === UPLOAD_ROUTE) done(null, payload);
      else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? ''));
    });
  }
}
