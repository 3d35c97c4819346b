import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleSettings } from './console.settings.js';
import { ConsoleProblem, problemOf, refuseUnreadable, sendProblem } from './problems.js';
import { guardRequests, HEADERS, SessionCookie } from './request-guard.js';
import { proxyServices } from './service-proxy.js';
import { serveSessions } from './session-routes.js';
import type { Sessions } from './request-guard.js';
import { Tokens } from './tokens.js';

/** Of one key. */
const MOST_SESSIONS = 1_000;
const HOUR_MS = 3_600_000;

/**
 * The console behind one address: the browser app, who is signed in, and the three services.
 * @param folder where the compiled browser app lies
 */
export async function createConsole(settings: ConsoleSettings, folder: string): Promise<FastifyInstance> {
  const app = Fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // A path that cannot be decoded reaches neither hooks nor the error handler.
    clientErrorHandler: (error, socket) => {
      refuseUnreadable(error, socket, HEADERS);
    },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply.headers(HEADERS), problemOf(error)),
  });
  const { CONSOLE_SESSION_HOURS: hours, CONSOLE_SESSIONS_FILE: file } = settings;
  const sessions: Sessions = new Tokens(hours * HOUR_MS, MOST_SESSIONS, file);
  const cookie = new SessionCookie(settings);
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOf(error)));
  await app.register(fastifyCookie);
  guardRequests(app, settings, cookie);
  for (const path of ['/health/live', '/health/ready']) app.get(path, () => ({ status: 'ok' }));
  await serveSessions(app, settings, sessions, cookie);
  proxyServices(app, settings, sessions, cookie);
  await serveBrowserApp(app, folder);
  return app;
}

/** Vite names these by their content: they never change. */
const ASSETS = /[/\\]assets[/\\]/;

/**
 * The header `link` with scripts and styles of the pages in the folder that an address begins with: a browser
 * fetches them with the document, instead of once its script has run.
 */
function partsBy(folder: string): (url: string) => string {
  const files = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')) as Record<
    string,
    { file: string; imports?: string[]; css?: string[] }
  >;
  const scriptsOf = (name: string): string[] => [name, ...(files[name]!.imports ?? [])];
  return (url) => {
    const [, pages = 'overview'] = /^\/([a-z-]+)/.exec(url) ?? [];
    const names = Object.keys(files).filter((name) => name.startsWith(`src/pages/${pages}/`));
    // Those of every page first: a browser has few connections.
    const scripts = new Set(['index.html', ...names].flatMap(scriptsOf));
    const links = [...scripts].flatMap((name) => {
      const { file, css = [] } = files[name]!;
      const styles = css.map((style) => `</${style}>; rel=preload; as=style; crossorigin`);
      return [`</${file}>; rel=modulepreload`, ...styles];
    });
    return links.join(', ');
  };
}

/** The compiled browser app; each of its pages is the same document. */
async function serveBrowserApp(app: FastifyInstance, folder: string): Promise<void> {
  const partsAt = partsBy(folder);
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header(
        'cache-control',
        ASSETS.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      if (path.includes('index.html')) void reply.header('link', partsAt(reply.request.url));
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
