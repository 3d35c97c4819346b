import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ConsoleProblem, sendProblem } from './problems.js';

/** Vite names these by their content: they never change. */
const ASSETS = /[/\\]assets[/\\]/;

/** The compiled browser app; each of its pages is the same document. */
export async function serveBrowserApp(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header(
        'cache-control',
        ASSETS.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && !request.url.startsWith('/api/')) return reply.sendFile('index.html');
    return sendProblem(
      reply,
      new ConsoleProblem(404, 'route_unknown', `There is no ${request.method} ${request.url}.`),
    );
  });
}
