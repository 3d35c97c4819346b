import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '../errors/domain-error.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Refuses at once, whatever the key, what no handler could answer: everything while the service stops, and
 * paths and methods that do not exist. The paths are no secret, they are in the API document.
 */
export function refuseEarly(fastify: FastifyInstance, isStopping: () => boolean): void {
  // Node would answer by itself, with leave to send the body before the key is known.
  fastify.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    fastify.routing(request, response);
  });
  const literals = literalPaths(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isStopping()) done(stopping());
    // No name, id or text has it, and PostgreSQL stores none.
    else if (request.raw.url!.includes('%00'))
      done(new DomainError('invalid', 'url_malformed', 'The URL holds the character NUL (%00).'));
    else if (request.is404 || isTakenForParameter(request, literals)) {
      answerUnrouted(allowedAt(fastify, literals, pathOf(request)), request, reply, done);
    } else done();
  });
}

/** Methods by path, of the paths without parameters. */
type LiteralPaths = ReadonlyMap<string, ReadonlySet<string>>;

function literalPaths(fastify: FastifyInstance): LiteralPaths {
  const methods = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (/[:*]/.test(url)) return;
    const known = methods.get(url) ?? new Set();
    methods.set(url, known);
    for (const name of [method].flat()) known.add(name);
  });
  return methods;
}

/** GET /recommend/batch is no question about a user called batch: that path only takes POST. */
function isTakenForParameter(request: FastifyRequest, literals: LiteralPaths): boolean {
  return request.routeOptions.url?.includes(':') === true && literals.has(pathOf(request));
}

function pathOf({ raw }: FastifyRequest): string {
  return raw.url!.split('?', 1)[0]!;
}

function allowedAt(fastify: FastifyInstance, literals: LiteralPaths, url: string): string[] {
  const own = literals.get(url);
  // Null where there is none, which its type does not say.
  const routeOf = (method: string): unknown => fastify.findRoute({ method, url });
  return METHODS.filter((method) => own?.has(method) ?? routeOf(method) !== null);
}

function stopping(): DomainError {
  return new DomainError(
    'unavailable',
    'shutting_down',
    'The service is being stopped; try again in a few seconds.',
    { headers: { Connection: 'close' } },
  );
}

function answerUnrouted(
  allowed: readonly string[],
  { raw }: FastifyRequest,
  reply: FastifyReply,
  done: (error: Error) => void,
): void {
  if (allowed.length === 0) {
    done(
      new DomainError(
        'not_found',
        'path_unknown',
        'There is nothing at this path; /docs lists what there is.',
      ),
    );
    return;
  }
  const allow = [...allowed, 'OPTIONS'].join(', ');
  if (raw.method === 'OPTIONS') void reply.code(204).header('allow', allow).send();
  else
    done(
      new DomainError('not_allowed', 'method_not_allowed', `This path takes ${allow}.`, {
        headers: { Allow: allow },
      }),
    );
}
