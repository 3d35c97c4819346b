const READS = ['read', 'read:ingest', 'read:churn', 'read:recommender', 'read:scores'] as const;

/**
 * What a key may be made for. `read` is for all services; `read:scores` for churn scores alone; an admin key may do
 * everything, an operate key everything but to see and change keys; a console key what a user of the console may:
 * read and administer.
 */
export const SCOPES = [...READS, 'write', 'operate', 'admin', 'console'] as const;
export type Scope = (typeof SCOPES)[number];

/** `keys`: make and change keys that may do no more; `grant`: keys of any scope. */
type Power = (typeof READS)[number] | 'write' | 'administer' | 'keys' | 'grant';

const POWERS: Record<Scope, readonly Power[]> = {
  read: READS,
  'read:ingest': ['read:ingest'],
  'read:churn': ['read:churn', 'read:scores'],
  'read:recommender': ['read:recommender'],
  'read:scores': ['read:scores'],
  write: ['write'],
  operate: [...READS, 'write', 'administer'],
  console: [...READS, 'administer', 'keys'],
  admin: [...READS, 'write', 'administer', 'keys', 'grant'],
};

/** The key that a request was sent with. */
export interface Credential {
  /** Stable for the life of the key, over rotations too. Safe to log and to keep. */
  readonly id: string;
  /** `settings:read` and so on for keys of settings, which have no name of their own. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339, by the clock of PostgreSQL; null: it does not expire. */
  readonly expiresAt: string | null;
  readonly powers: ReadonlySet<string>;
}

/** What a key of these scopes may do. */
export function powersOf(scopes: readonly Scope[]): ReadonlySet<Power> {
  return new Set(scopes.flatMap((scope) => POWERS[scope]));
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: no key that is known. Set before any other check of the request. */
    credential: Credential | null;
  }
}
