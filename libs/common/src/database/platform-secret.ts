import type { Transaction } from './database.js';

const SELECT_SECRET = `/* common.secret */ SELECT value FROM platform_secret WHERE name = $1`;

/** Random bytes that the migrations made, the same for every instance on one database. */
export class PlatformSecret<Value> {
  private value: Promise<Value> | null = null;

  /** @param derive what is made of the bytes, once */
  constructor(
    private readonly name: string,
    private readonly derive: (bytes: Buffer) => Value,
  ) {}

  /**
   * Reads it once; a read that fails is tried again by the next call.
   * @param on the database, or the caller's open transaction, which must not wait for a second connection
   */
  async read(on: Pick<Transaction, 'query'>): Promise<Value> {
    this.value ??= on
      .query<{ value: Buffer }>(SELECT_SECRET, [this.name])
      .then(([row]) => this.derive(row!.value));
    try {
      return await this.value;
    } catch (error) {
      this.value = null;
      throw error;
    }
  }
}
