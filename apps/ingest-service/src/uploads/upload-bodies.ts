import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodes } from 'fastify';

/** The one route whose body is an archive of any size. */
const UPLOAD_ROUTE = '/admin/ingest/archives/:name';

const BYTES = 'application/octet-stream';

/**
 * Hands the body of an upload to its handler as a stream, whatever media type the request names, so that no limit of bytes
 * and no memory stands in its way. Everywhere else a body that is no JSON stays refused.
 */
@Injectable()
export class UploadBodies implements OnModuleInit {
  constructor(private readonly adapter: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    // An archive is what its bytes say. Clients name JSON, or something unreadable, by habit.
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (isUpload(request)) request.headers['content-type'] = BYTES;
      done();
    });
    fastify.addContentTypeParser('*', (request, payload, done) => {
      if (isUpload(request)) done(null, payload);
      else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? ''));
    });
  }
}

function isUpload({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === UPLOAD_ROUTE;
}
