import { randomBytes } from 'node:crypto';

interface Kept<T> {
  value: T;
  expiresAt: number;
}

/**
 * Values behind random tokens that nobody can guess, in memory alone: a restart forgets them. Each is kept for the same time; when there are
 * too many, the oldest goes.
 */
export class Tokens<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(
    private readonly lifeMs: number,
    private readonly most: number,
    private readonly now: () => number = Date.now,
  ) {}

  issue(value: T): { token: string; expiresAt: number } {
    this.forgetExpired();
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= this.most) this.kept.delete(oldest);
    const token = randomBytes(24).toString('base64url');
    const expiresAt = this.now() + this.lifeMs;
    this.kept.set(token, { value, expiresAt });
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
