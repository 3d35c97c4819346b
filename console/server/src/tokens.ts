import { randomBytes } from 'node:crypto';

interface Kept<T> {
  value: T;
  owner: string;
  expiresAt: number;
}

/**
 * Values behind random tokens, in memory only: a restart ends them. Each is kept for the same time. When an owner has
 * too many, its oldest one ends, so that one key cannot end the sessions of another.
 */
export class Tokens<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(
    private readonly lifeMs: number,
    private readonly mostOfOwner: number,
    private readonly now: () => number = Date.now,
  ) {}

  issue(owner: string, value: T): { token: string; expiresAt: number } {
    this.forgetExpired();
    const own = [...this.kept].filter(([, kept]) => kept.owner === owner);
    if (own.length >= this.mostOfOwner) this.kept.delete(own[0]![0]);
    const token = randomBytes(24).toString('base64url');
    const expiresAt = this.now() + this.lifeMs;
    this.kept.set(token, { value, owner, expiresAt });
    return { token, expiresAt };
  }

  find(token: string | undefined): Kept<T> | null {
    const found = token === undefined ? undefined : this.kept.get(token);
    return found !== undefined && found.expiresAt > this.now() ? found : null;
  }

  /** The value, for the one time that it is given. */
  take(token: string): T | null {
    const found = this.find(token);
    this.kept.delete(token);
    return found?.value ?? null;
  }

  forget(token: string | undefined): void {
    if (token !== undefined) this.kept.delete(token);
  }

  /** All have the same life, so that the oldest stand first. */
  private forgetExpired(): void {
    for (const [token, { expiresAt }] of this.kept) {
      if (expiresAt > this.now()) return;
      this.kept.delete(token);
    }
  }
}
