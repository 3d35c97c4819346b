import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { ServerResponse } from 'node:http';
import '../http/credential.js';
import { DomainError } from '../errors/domain-error.js';
import type { KeyRing, TokenEnd } from './key-ring.js';

/** What a key must allow for a route; `none`: the route is public, `any`: every key that is known will do. */
export type KeyNeed = 'none' | 'any' | 'read' | 'scores' | 'write' | 'admin' | 'keys';

/** Where callers learn what their own key is. */
export const CURRENT_KEY_PATH = 'admin/keys/current';

const PUBLIC = /^\/(health(\/|$)|docs(\/|-json$|-yaml$|$))/;
const KEYS = /^\/admin\/keys(\/|$)/i;
const ADMIN = /^\/admin(\/|$)/i;
const SCORES = /^\/churn(\/batch|\/:userId(\/history)?)?$/i;
const WRITE = /^\/(events|songs|users\/contact-suppression|users\/:userId\/facts)(\/|$)/i;

const BEARER = /^Bearer (\S+)$/i;

/**
 * By the path of the matched route, never by the URL that was sent, so that encodings and double slashes
 * cannot dodge the check: health and the API document are public, /admin/* needs a key that administers,
 * /events, /songs, facts and what unsubscribes users a write key, everything else a read key; scores of users are
 * enough for one that reads nothing else.
 */
export function keyNeedOf(routePath: string): KeyNeed {
  if (PUBLIC.test(routePath)) return 'none';
  if (routePath === `/${CURRENT_KEY_PATH}`) return 'any';
  if (KEYS.test(routePath)) return 'keys';
  if (ADMIN.test(routePath)) return 'admin';
  if (SCORES.test(routePath)) return 'scores';
  return WRITE.test(routePath) ? 'write' : 'read';
}

/** Finds out whose request it is: sets its credential. Refuses nothing. */
export function identify(fastify: FastifyInstance, keys: KeyRing): onRequestHookHandler {
  fastify.decorateRequest('credential', null);
  return (request, _reply, done) => {
    const key = BEARER.exec(request.raw.headers.authorization ?? '')?.[1];
    if (key !== undefined) request.credential = keys.find(key);
    done();
  };
}

const CHECK_OPEN_EVERY_MS = 1_000;

/** Cuts off answers under way (streams, exports) within a second after their key has ended. */
export function endAnswersWithKeys(fastify: FastifyInstance, keys: KeyRing): void {
  const open = new Map<ServerResponse, string>();
  fastify.addHook('preHandler', ({ credential, raw }, reply, done) => {
    const token = BEARER.exec(raw.headers.authorization ?? '')?.[1];
    if (credential !== null && token !== undefined) {
      open.set(reply.raw, token);
      reply.raw.once('close', () => open.delete(reply.raw));
    }
    done();
  });
  const timer = setInterval(() => {
    for (const [answer, token] of open) if (answer.headersSent && keys.hasEnded(token)) answer.destroy();
  }, CHECK_OPEN_EVERY_MS);
  timer.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
}

const READ_NEEDED = [
  'read_key_needed',
  'reading here needs a read, operate, console or admin key, or a read key of this service',
] as const;
const REFUSALS: Record<Exclude<KeyNeed, 'none' | 'any'>, readonly [code: string, needed: string]> = {
  read: READ_NEEDED,
  scores: READ_NEEDED,
  write: ['write_key_needed', 'this needs a write key or an admin key'],
  admin: ['admin_key_needed', '/admin/* needs an admin, operate or console key'],
  keys: ['admin_key_needed', '/admin/keys needs an admin or a console key'],
};

/**
 * Refuses requests whose key may not do that, and counts the others by key. An admin key may do everything; a
 * write key nothing but send events and unsubscribe users, so that a leaked key of a collector shows no data.
 * @param service its name, such as `churn`: a `read:churn` key reads nothing of other services
 * @param route method and pattern, as counts name it
 */
export function requireKey(
  need: KeyNeed,
  keys: KeyRing,
  service: string,
  route: string,
): onRequestHookHandler {
  const powers = {
    none: [],
    any: [],
    read: ['read', `read:${service}`],
    scores: ['read:scores'],
    write: ['write'],
    admin: ['administer'],
    keys: ['keys'],
  };
  return ({ credential, raw }, _reply, done) => {
    if (need === 'none') done();
    else if (credential === null) done(unauthorized(raw.headers.authorization, keys));
    else if (need === 'any' || powers[need].some((power) => credential.powers.has(power))) {
      keys.count(credential, route);
      done();
    } else {
      const [code, needed] = REFUSALS[need];
      done(new DomainError('forbidden', code, `This is a ${credential.scopes.join('+')} key; ${needed}.`));
    }
  };
}

const ENDED: Record<TokenEnd, [code: string, what: string]> = {
  expired: ['key_expired', 'has expired; make a new one'],
  replaced: ['key_expired', 'was rotated and the grace period of this token is over; use the newer one'],
  revoked: ['key_revoked', 'was revoked'],
};

function unauthorized(header: string | undefined, keys: KeyRing): DomainError {
  const token = BEARER.exec(header ?? '')?.[1];
  if (token === undefined) {
    const message = 'Send your key in the header Authorization: Bearer <key>.';
    return new DomainError('unauthorized', 'key_missing', message);
  }
  const lost = keys.lost(token);
  if (lost === null) return new DomainError('unauthorized', 'key_wrong', 'This key is not known.');
  const [code, what] = ENDED[lost.end];
  return new DomainError('unauthorized', code, `The key ${lost.name} ${what}.`);
}
