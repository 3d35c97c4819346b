/**
 * A value that takes long to make and may be of some age: made once for all requests, and made anew in the
 * background when it is old. Until then, and where it cannot be made, the one before answers.
 */
export class Renewed<Value> {
  /** Since when it is kept; null: it is being made. */
  private kept: { at: number | null; value: Promise<Value> } | null = null;
  private renewing: Promise<void> | null = null;

  /**
   * @param make gets the value before; null: there is none, or it is too old.
   * @param renewAfterMs age from which a request has it made anew. @param now the clock, in milliseconds.
   * @param isKept whether a value answers more than those who wait for it.
   */
  constructor(
    private readonly make: (before: Value | null) => Promise<Value>,
    private readonly renewAfterMs: number,
    private readonly now: () => number = () => performance.now(),
    private readonly isKept: (value: Value) => boolean = () => true,
  ) {}

  /** Milliseconds since it was made; Infinity without a value, 0 while the first is made. */
  get age(): number {
    return this.kept === null ? Infinity : this.now() - (this.kept.at ?? this.now());
  }

  /**
   * @param mostAge milliseconds; an older value is not answered, but the next one waited for
   * @param make how one that is waited for is made
   */
  async get(mostAge = Infinity, make = this.make): Promise<Value> {
    // However long it takes, one is made at a time.
    if (this.renewing !== null && this.age > mostAge) await this.renewing;
    const { kept } = this;
    if (kept === null || this.age > mostAge) return await this.first(make);
    if (this.age > this.renewAfterMs) void this.renew(kept);
    return await kept.value;
  }

  /** Has it made before a request asks; waits only where there is none yet. */
  async ahead(): Promise<void> {
    if (this.kept === null) await this.first();
    else void this.renew(this.kept);
  }

  /** Has it made, or made anew, and waits for that. */
  async anew(): Promise<void> {
    await (this.kept === null ? this.first() : this.renew(this.kept));
  }

  private async first(make = this.make): Promise<Value> {
    const begun: NonNullable<typeof this.kept> = { at: null, value: make(null) };
    this.kept = begun;
    try {
      const value = await begun.value;
      begun.at = this.now();
      if (this.kept === begun && !this.isKept(value)) this.kept = null;
      return value;
    } catch (error) {
      if (this.kept === begun) this.kept = null;
      throw error;
    }
  }

  private renew(before: { value: Promise<Value> }): Promise<void> {
    this.renewing ??= this.makeAnew(before).finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async makeAnew(before: { value: Promise<Value> }): Promise<void> {
    try {
      const value = await this.make(await before.value);
      const made = { at: this.now(), value: Promise.resolve(value) };
      if (this.kept === before) this.kept = this.isKept(value) ? made : null;
    } catch {
      // The next request tries again.
    }
  }
}
