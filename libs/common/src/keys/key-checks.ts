import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import '../http/credential.js';
import { DomainError } from '../errors/domain-error.js';
import { KeyRing } from './keys.js';
import type { KeyLists } from './keys.js';

/** What kind of key a route needs; `none`: it is public. */
export type KeyNeed = 'none' | 'read' | 'write' | 'admin';

const PUBLIC = /^\/(health(\/|$)|docs(\/|-json$|-yaml$|$))/;
const ADMIN = /^\/admin(\/|$)/i;
const WRITE = /^\/events(\/|$)/i;

const BEARER = /^Bearer (\S+)$/i;

/**
 * By the path of the matched route, never by the URL that was sent, so that encodings and double slashes cannot dodge the check:
 * health and the API document are public, /admin/* needs an admin key, /events a write key, everything else a read key.
 */
export function keyNeedOf(routePath: string): KeyNeed {
  if (PUBLIC.test(routePath)) return 'none';
  if (ADMIN.test(routePath)) return 'admin';
  return WRITE.test(routePath) ? 'write' : 'read';
}

/** Finds out whose request it is: sets its credential. Refuses nothing. */
export function identify(fastify: FastifyInstance, lists: KeyLists): onRequestHookHandler {
  const keys = new KeyRing(lists);
  fastify.decorateRequest('credential', null);
  return (request, _reply, done) => {
    const key = BEARER.exec(request.raw.headers.authorization ?? '')?.[1];
    if (key !== undefined) request.credential = keys.find(key);
    done();
  };
}

/**
 * Refuses requests whose key may not do that. An admin key may do everything; a write key nothing but send events, so that a
 * collector that leaks shows nobody's data.
 */
export function requireKey(need: KeyNeed): onRequestHookHandler {
  return ({ credential, raw }, _reply, done) => {
    if (need === 'none') done();
    else if (credential === null) done(unauthorized(raw.headers.authorization));
    else if (need === 'admin' && !credential.administers) {
      done(
        new DomainError(
          'forbidden',
          'admin_key_needed',
          `This is a ${credential.role} key; /admin/* needs an admin key.`,
        ),
      );
    } else if (need === 'write' && !credential.writes) {
      done(
        new DomainError(
          'forbidden',
          'write_key_needed',
          'This is a read key; /events needs a write key or an admin key.',
        ),
      );
    } else if (need === 'read' && !credential.reads) {
      done(new DomainError('forbidden', 'read_key_needed', 'This is a write key; it can only send events.'));
    } else done();
  };
}

function unauthorized(header: string | undefined): DomainError {
  return BEARER.test(header ?? '')
    ? new DomainError('unauthorized', 'key_wrong', 'This key is not known.')
    : new DomainError(
        'unauthorized',
        'key_missing',
        'Send your key in the header Authorization: Bearer <key>.',
      );
}
