import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

interface Kept {
  /** The value, which the token alone opens. */
  sealed: string;
  owner: string;
  expiresAt: number;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Values behind random tokens, in memory, and in a file where one is given: a restart then ends none. Neither has a
 * token or a value that can be read without it. Each is kept for the same time. When an owner has too many, its oldest
 * one ends, so that one key cannot end the sessions of another.
 */
export class Tokens<T> {
  private readonly kept: Map<string, Kept>;

  constructor(
    private readonly lifeMs: number,
    private readonly mostOfOwner: number,
    private readonly file?: string,
    private readonly now: () => number = Date.now,
  ) {
    this.kept = new Map(file === undefined ? [] : entriesOf(file));
  }

  issue(owner: string, value: T): { token: string; expiresAt: number } {
    this.forgetExpired();
    const own = [...this.kept].filter(([, kept]) => kept.owner === owner);
    if (own.length >= this.mostOfOwner) this.kept.delete(own[0]![0]);
    const token = randomBytes(24).toString('base64url');
    const expiresAt = this.now() + this.lifeMs;
    this.kept.set(nameOf(token), { sealed: seal(token, JSON.stringify(value)), owner, expiresAt });
    this.store();
    return { token, expiresAt };
  }

  find(token: string | undefined): { value: T; expiresAt: number } | null {
    const found = token === undefined ? undefined : this.kept.get(nameOf(token));
    if (found === undefined || found.expiresAt <= this.now()) return null;
    return { value: JSON.parse(open(token!, found.sealed)) as T, expiresAt: found.expiresAt };
  }

  /** The value, for the one time that it is given. */
  take(token: string): T | null {
    const found = this.find(token);
    this.forget(token);
    return found?.value ?? null;
  }

  forget(token: string | undefined): void {
    if (token !== undefined && this.kept.delete(nameOf(token))) this.store();
  }

  /** All have the same life, so that the oldest stand first. */
  private forgetExpired(): void {
    for (const [name, { expiresAt }] of this.kept) {
      if (expiresAt > this.now()) return;
      this.kept.delete(name);
    }
  }

  private store(): void {
    if (this.file === undefined) return;
    const draft = `${this.file}.new`;
    writeFileSync(draft, JSON.stringify([...this.kept]), { mode: 0o600 });
    renameSync(draft, this.file);
  }
}

/** What an earlier process has kept; nothing where the file is not there or cannot be read. */
function entriesOf(file: string): [string, Kept][] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as [string, Kept][];
  } catch {
    return [];
  }
}

function nameOf(token: string): string {
  return createHash('sha256').update(`name ${token}`).digest('base64url');
}

function keyOf(token: string): Buffer {
  return createHash('sha256').update(`key ${token}`).digest();
}

function seal(token: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(token), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

function open(token: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(CIPHER, keyOf(token), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}
