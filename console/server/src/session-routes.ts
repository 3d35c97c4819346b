import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ConsoleSettings } from './console.settings.js';
import { ConsoleProblem, serviceDown } from './problems.js';
import type { KeyHolder, SessionCookie, Sessions } from './request-guard.js';
import { Tokens } from './tokens.js';

const CODE_LIFE_MS = 10 * 60_000;
/** Of one key. */
const MOST_CODES = 100;
/** Attempts a minute of one address: keys and codes are long, so that this only keeps the services from work. */
const ATTEMPTS = { max: 60, timeWindow: 60_000 };
const TIMEOUT_MS = 10_000;

/** What signs in: a key, or the code of a link. */
interface SignIn {
  key?: unknown;
  code?: unknown;
}

/** What scripts of the page may know of a session: whose key it is and what it may do, never the key. */
interface SessionAnswer {
  name: string;
  scopes: string[];
  /** Not the time of its end: clocks of browsers are their own. */
  endsInMs: number;
}

/**
 * POST /session signs in by `{key}` or `{code}`, GET returns who is signed in, DELETE signs out. POST
 * /session/links, with a key in its Authorization header, answers the path of a page that signs in once within 10
 * minutes.
 */
export async function serveSessions(
  app: FastifyInstance,
  settings: ConsoleSettings,
  sessions: Sessions,
  cookie: SessionCookie,
): Promise<void> {
  const codes = new Tokens<KeyHolder>(CODE_LIFE_MS, MOST_CODES);
  await app.register(rateLimit, { global: false });

  const signIn = (reply: FastifyReply, holder: KeyHolder): SessionAnswer => {
    const { token, expiresAt } = sessions.issue(holder.name, holder);
    cookie.set(reply, token, expiresAt);
    return answerFor(holder, expiresAt);
  };

  app.post<{ Body: SignIn | null }>(
    '/session',
    { config: { rateLimit: ATTEMPTS } },
    async (request, reply) => {
      const { key, code } = request.body ?? {};
      void reply.header('cache-control', 'no-store');
      if (typeof code === 'string') {
        const holder = codes.take(code);
        if (holder !== null) return signIn(reply, holder);
        throw new ConsoleProblem(
          401,
          'link_used',
          'This link has signed in already or is older than 10 minutes. Run npm start again for a new one, or sign in with a key.',
        );
      }
      if (typeof key !== 'string')
        throw new ConsoleProblem(400, 'key_missing', 'Send {"key": "..."} as JSON.');
      return signIn(reply, await holderOf(settings, key.trim()));
    },
  );

  app.get('/session', (request, reply) => {
    const session = sessions.find(cookie.of(request));
    void reply.header('cache-control', 'no-store');
    // Not signed in is an answer like any other here: a 401 would be an error in everybody's console of the browser.
    return reply.send(session === null ? null : answerFor(session.value, session.expiresAt));
  });

  app.delete('/session', (request, reply) => {
    sessions.forget(cookie.of(request));
    cookie.clear(reply);
    return reply.code(204).send();
  });

  app.post('/session/links', { config: { rateLimit: ATTEMPTS } }, async (request, reply) => {
    const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw new ConsoleProblem(
        401,
        'key_missing',
        'Send your key in the header Authorization: Bearer <key>.',
      );
    }
    const holder = await holderOf(settings, key);
    const { token, expiresAt } = codes.issue(holder.name, holder);
    // Behind the #, which browsers send nowhere: no log and no proxy sees the code.
    return reply.code(201).send({ path: `/#code=${token}`, expiresAt: new Date(expiresAt).toISOString() });
  });
}

/**
 * Asks the ingest service whose key it is.
 * @throws ConsoleProblem when no service knows the key, it may not read, or the ingest service does not answer
 */
async function holderOf(settings: ConsoleSettings, key: string): Promise<KeyHolder> {
  const wrong = new ConsoleProblem(401, 'key_wrong', 'No service knows this key, or it may not read.');
  // What cannot be in a header is no key.
  if (!/^[\x21-\x7e]{1,500}$/.test(key)) throw wrong;
  const response = await fetch(`${settings.INGEST_URL}/admin/keys/current`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (response === null || response.status >= 500) throw serviceDown('ingest');
  if (!response.ok) throw wrong;
  const { name, scopes } = (await response.json()) as Omit<KeyHolder, 'key'>;
  // A key that only sends events sees no page.
  if (scopes.every((scope) => scope === 'write')) throw wrong;
  return { key, name, scopes };
}

function answerFor({ name, scopes }: KeyHolder, expiresAt: number): SessionAnswer {
  return { name, scopes, endsInMs: expiresAt - Date.now() };
}
