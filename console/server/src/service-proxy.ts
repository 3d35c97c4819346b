import replyFrom from '@fastify/reply-from';
import type { FastifyInstance } from 'fastify';
import { SERVICE_URLS } from './console.settings.js';
import type { ConsoleSettings } from './console.settings.js';
import { ConsoleProblem, sendProblem, serviceDown } from './problems.js';
import { requireSession } from './request-guard.js';
import type { SessionCookie, Sessions } from './request-guard.js';

/**
 * Headers that are between the caller and the console, and that a service does not get. Node has answered
 * `Expect: 100-continue` already, and undici refuses to send it.
 */
const OWN_HEADERS = ['cookie', 'origin', 'referer', 'authorization', 'expect'];

/**
 * `/api/<service>/...` is that service, asked with the key of the session: its API and its documentation. Bodies
 * and answers of any length pass through as they come.
 */
export function proxyServices(
  app: FastifyInstance,
  settings: ConsoleSettings,
  sessions: Sessions,
  cookie: SessionCookie,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    // Uploads and exports take as long as they take.
    await scope.register(replyFrom, {
      disableRequestLogging: true,
      undici: { headersTimeout: 0, bodyTimeout: 0 },
    });
    scope.all<{ Params: { service: string } }>('/api/:service/*', (request, reply) => {
      const { service } = request.params;
      // A name written in another way, such as %69ngest, would leave a part of itself in the path.
      if (!isService(service) || !request.raw.url!.startsWith(`/api/${service}/`)) {
        throw new ConsoleProblem(404, 'service_unknown', `There is no service named ${service}.`);
      }
      const { key } = requireSession(request, cookie, sessions);
      const [path] = request.raw.url!.slice(`/api/${service}`.length).split('?');
      return reply.from(settings[SERVICE_URLS[service]] + path!, {
        rewriteRequestHeaders: (_request, headers) => ({
          ...Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.includes(name))),
          authorization: `Bearer ${key}`,
          // Documents of the service name the address that it has here.
          'x-forwarded-prefix': `/api/${service}`,
        }),
        rewriteHeaders: (headers) => {
          // The services decide how their own pages may be shown.
          if (headers['content-security-policy'] !== undefined) reply.removeHeader('content-security-policy');
          return headers;
        },
        onResponse: (_request, _reply, answer) => {
          // The key was revoked: so is the session.
          if (reply.statusCode === 401) sessions.forget(cookie.of(request));
          void reply.send('stream' in answer ? answer.stream : answer);
        },
        // The caller decides whether to retry.
        retryDelay: () => null,
        onError: () => {
          void sendProblem(reply, serviceDown(service));
        },
      });
    });
  });
}

function isService(name: string): name is keyof typeof SERVICE_URLS {
  return Object.hasOwn(SERVICE_URLS, name);
}
