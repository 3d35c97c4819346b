/**
 * What a key may be made for. An admin key may do everything; a console key what a person at the console may:
 * read and administer.
 */
export const SCOPES = ['read', 'write', 'admin', 'console'] as const;
export type Scope = (typeof SCOPES)[number];

/** The key that a request was sent with. */
export interface Credential {
  /** Stable for the life of the key, over rotations too. Safe to log and to keep. */
  readonly id: string;
  /** `settings:read` and so on for keys of settings, which have no name of their own. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339, by the clock of PostgreSQL; null: it does not expire. */
  readonly expiresAt: string | null;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly administers: boolean;
}

/** What a key of these scopes may do. */
export function powersOf(scopes: readonly Scope[]): Pick<Credential, 'reads' | 'writes' | 'administers'> {
  const has = (...some: Scope[]): boolean => some.some((scope) => scopes.includes(scope));
  return {
    reads: has('read', 'admin', 'console'),
    writes: has('write', 'admin'),
    administers: has('admin', 'console'),
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: no key that is known. Set before any other check of the request. */
    credential: Credential | null;
  }
}
