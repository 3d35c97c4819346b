/** The key that a request was sent with. */
export interface Credential {
  /** Short and stable: the beginning of the key's SHA-256. Safe to log and to keep. */
  readonly id: string;
  /** A key that stands in two lists has two of them. */
  readonly role: 'read' | 'write' | 'read+write' | 'admin';
  readonly reads: boolean;
  readonly writes: boolean;
  readonly administers: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: no key that is known. Set before any other check of the request. */
    credential: Credential | null;
  }
}
