/** Values by key, some number of them or within some bytes; beyond those the ones kept longest go. */
export class BoundedCache<Value, Key = string> {
  private readonly values = new Map<Key, Value>();
  private size = 0;

  /** @param sizeOf bytes that a value takes up, with its key and its place in here; each counts as 1 without it */
  constructor(private readonly sizeOf: (value: Value) => number = () => 1) {}

  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  /** @param room for all values together from now on */
  set(key: Key, value: Value, room: number): void {
    this.forget(key);
    this.values.set(key, value);
    this.size += this.sizeOf(value);
    for (const oldest of this.values.keys()) {
      if (this.size <= room) break;
      this.forget(oldest);
    }
  }

  clear(): void {
    this.values.clear();
    this.size = 0;
  }

  private forget(key: Key): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.values.delete(key);
    this.size -= this.sizeOf(value);
  }
}
