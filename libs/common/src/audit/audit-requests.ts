import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Readable } from 'node:stream';
import '../http/credential.js';
import { addOnSend, COST } from '../http/route-options.js';
import type { AuditLog, AuditOutcome } from './audit-log.js';
import { requestContext } from '../logging/request-context.js';
import { auditedParameters } from './audited-parameters.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Audit entry of the action that the request is. */
    auditEntry: string | null;
  }
}

const ADMIN = /^\/admin\//;

/** Whatever may change something below /admin, and what has the price of an export: these take data away. */
function isAction({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): boolean {
  if (!ADMIN.test(url)) return false;
  const changes = [method].flat().some((name) => name !== 'GET' && name !== 'HEAD');
  return changes || config?.cost === COST.export;
}

/**
 * Writes every admin action to the audit: its entry when key and body have been read and before the handler
 * begins, its outcome before the answer is sent. What is refused earlier never was an action.
 */
export function auditRequests(fastify: FastifyInstance, audit: AuditLog): void {
  fastify.decorateRequest('auditEntry', null);
  fastify.addHook('onRoute', (route) => {
    if (!isAction(route)) return;
    const own = [route.preHandler ?? []].flat();
    route.preHandler = [
      (request, _reply, done) => {
        begin(audit, request).then((entry) => {
          request.auditEntry = entry;
          requestContext()!.auditEntry = entry;
          done();
        }, done);
      },
      ...own,
    ];
    addOnSend(route, 'first', (request, reply, payload, done) => {
      const entry = request.auditEntry;
      if (entry === null) done(null, payload);
      else
        void audit.end(entry, endOf(reply, payload)).then(() => {
          done(null, payload);
        });
    });
    route.onRequestAbort = (request, done) => {
      if (request.auditEntry === null) done();
      else
        void audit.abandon(request.auditEntry).then(() => {
          done();
        });
    };
  });
}

async function begin(audit: AuditLog, request: FastifyRequest): Promise<string> {
  const { method, routeOptions, params, query, body, credential, id } = request;
  if (credential === null) throw new Error('A request without a key has passed the check of keys.');
  const route = routeOptions.url!;
  return await audit.begin({
    action: `${method} ${route}`,
    by: credential,
    parameters: auditedParameters({
      route,
      path: params,
      query,
      body: body instanceof Readable ? undefined : body,
    }),
    requestId: id,
  });
}

function endOf(reply: FastifyReply, payload: unknown) {
  const { statusCode: status } = reply;
  return { outcome: outcomeOf(reply), status, problem: status < 400 ? null : codeOf(payload) };
}

function outcomeOf(reply: FastifyReply): Exclude<AuditOutcome, 'started'> {
  if (reply.statusCode >= 500) return 'failed';
  if (reply.statusCode >= 400) return 'refused';
  return 'succeeded';
}

/** The code of a problem document. */
function codeOf(payload: unknown): string | null {
  if (typeof payload !== 'string') return null;
  const { code } = JSON.parse(payload) as { code?: unknown };
  return typeof code === 'string' ? code : null;
}
