import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleSettings } from './console.settings.js';
import { ConsoleProblem } from './problems.js';
import type { Tokens } from './tokens.js';

/** Who has signed in, as the session keeps it. The key itself never leaves the server. */
export interface KeyHolder {
  key: string;
  name: string;
  scopes: string[];
}

export type Sessions = Tokens<KeyHolder>;

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Headers of what the console itself answers. No script and no style is inline; nothing comes from elsewhere. */
export const HEADERS = {
  'content-security-policy':
    "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';img-src 'self' data:;object-src 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * The session cookie. Browsers send cookies to all ports of a host, so its name differs between consoles of
 * one machine.
 */
export class SessionCookie {
  constructor(private readonly settings: ConsoleSettings) {}

  set(reply: FastifyReply, token: string, expiresAt: number): void {
    void reply.setCookie(this.nameFor(reply), token, { ...this.options, expires: new Date(expiresAt) });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.nameFor(reply), this.options);
  }

  of(request: FastifyRequest): string | undefined {
    return request.cookies[this.nameFor(request)];
  }

  private get options() {
    const secure = this.settings.CONSOLE_ORIGIN?.startsWith('https:') ?? false;
    return { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  }

  private nameFor({ server }: FastifyRequest | FastifyReply): string {
    const address = server.server.address();
    return `musicbox_console_${typeof address === 'object' && address !== null ? address.port : this.settings.PORT}`;
  }
}

/** Of the path; the longest that is known has an id in it and a few words. */
const LONGEST_PATH = 1_000;

/** Sets the headers of every answer; refuses paths that are too long, and what another site made a browser send. */
export function guardRequests(app: FastifyInstance, settings: ConsoleSettings, cookie: SessionCookie): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(HEADERS);
    if (request.url.split('?', 1)[0]!.length > LONGEST_PATH) {
      done(new ConsoleProblem(414, 'path_too_long', `A path has at most ${LONGEST_PATH} characters.`));
      return;
    }
    done(SAFE_METHODS.includes(request.method) ? undefined : foreignOrigin(request, settings, cookie));
  });
}

/** A browser names the origin of every request that changes something; a script without a cookie need not. */
function foreignOrigin(
  request: FastifyRequest,
  settings: ConsoleSettings,
  cookie: SessionCookie,
): ConsoleProblem | undefined {
  const { origin, host } = request.headers;
  const own = settings.CONSOLE_ORIGIN ?? `${request.protocol}://${host ?? ''}`;
  if (origin === own || (origin === undefined && cookie.of(request) === undefined)) return undefined;
  return new ConsoleProblem(
    403,
    'origin_foreign',
    `This request comes from ${origin ?? 'no page'}, and the console is ${own}. Behind a proxy, set CONSOLE_ORIGIN to the address that people use.`,
  );
}

/** The session of a request. @throws ConsoleProblem when there is none */
export function requireSession(
  request: FastifyRequest,
  cookie: SessionCookie,
  sessions: Sessions,
): KeyHolder {
  const session = sessions.find(cookie.of(request));
  if (session !== null) return session.value;
  throw new ConsoleProblem(401, 'session_missing', 'You are not signed in, or your session has ended.');
}
