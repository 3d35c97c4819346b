import type { Credential } from '../http/credential.js';
import { hashKey, settingsKeys } from './settings-keys.js';
import type { KeyLists } from './settings-keys.js';

/** Why a token that was good once is refused. */
export type TokenEnd = 'expired' | 'replaced' | 'revoked';

/** A token of a named key, as this process knows it. */
export interface KnownToken {
  readonly credential: Credential;
  /** Hexadecimal. */
  readonly digest: string;
  /** By `performance.now()`, which no change of the clock moves; null: it has no end yet. */
  readonly endsAt: number | null;
  /** What the end is. */
  readonly end: TokenEnd;
}

interface UsedToken extends KnownToken {
  isUsed: boolean;
}

/**
 * All keys by their SHA-256, in memory: a request costs one hash and one look-up. It holds digests only, so
 * that a heap dump or a log shows no key. The time that a look-up takes depends on digests, which
 * no caller can choose, and not on keys.
 */
export class KeyRing {
  private readonly ofSettings: ReadonlyMap<string, Credential>;
  private tokens = new Map<string, UsedToken>();
  /** Requests since they were taken last, by route, then by the name of their key. */
  private requests = new Map<string, Map<string, number>>();

  constructor(lists: KeyLists) {
    this.ofSettings = settingsKeys(lists);
  }

  get settings(): Credential[] {
    return [...this.ofSettings.values()];
  }

  /** Whether no key opens anything now. */
  get isEmpty(): boolean {
    return this.ofSettings.size === 0 && [...this.tokens.values()].every(hasEnded);
  }

  /** @returns null when no key is known by this token, or none any more */
  find(token: string): Credential | null {
    const digest = hashKey(token).toString('hex');
    const ofSettings = this.ofSettings.get(digest);
    if (ofSettings !== undefined) return ofSettings;
    const known = this.tokens.get(digest);
    if (known === undefined || hasEnded(known)) return null;
    known.isUsed = true;
    return known.credential;
  }

  /** Of a token that {@link find} does not find: what it was; null when it never was one. */
  lost(token: string): { name: string; end: TokenEnd } | null {
    const known = this.tokens.get(hashKey(token).toString('hex'));
    return known === undefined ? null : { name: known.credential.name, end: known.end };
  }

  /** Whether a token that was good once is refused now. */
  hasEnded(token: string): boolean {
    const known = this.tokens.get(hashKey(token).toString('hex'));
    return known !== undefined && hasEnded(known);
  }

  /** Counts a request that its key allows. @param route method and pattern */
  count({ name }: Credential, route: string): void {
    const counts = this.requests.get(route) ?? new Map<string, number>();
    counts.set(name, (counts.get(name) ?? 0) + 1);
    this.requests.set(route, counts);
  }

  /** The requests since the last call, by key and route. */
  takeRequests(): { name: string; route: string; requests: number }[] {
    const taken = this.requests;
    this.requests = new Map();
    return [...taken].flatMap(([route, counts]) =>
      [...counts].map(([name, requests]) => ({ name, route, requests })),
    );
  }

  /** Takes these for the tokens of all named keys. */
  replace(tokens: readonly KnownToken[]): void {
    const used = this.tokens;
    this.tokens = new Map(
      tokens.map((token) => [token.digest, { ...token, isUsed: used.get(token.digest)?.isUsed ?? false }]),
    );
  }

  /** Digests of the tokens that were used since the last call. */
  takeUsed(): string[] {
    const used = [...this.tokens.values()].filter(({ isUsed }) => isUsed);
    for (const token of used) token.isUsed = false;
    return used.map(({ digest }) => digest);
  }
}

function hasEnded({ endsAt }: KnownToken): boolean {
  return endsAt !== null && performance.now() >= endsAt;
}
