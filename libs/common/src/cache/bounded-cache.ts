/** Values by key within some bytes; beyond them those kept longest go. */
export class BoundedCache<Value> {
  private readonly values = new Map<string, Value>();
  private bytes = 0;

  /** @param bytesOf what a value takes up, with its key and its place in here */
  constructor(private readonly bytesOf: (value: Value) => number) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  /** @param room bytes that all values may take up together from now on */
  set(key: string, value: Value, room: number): void {
    this.forget(key);
    this.values.set(key, value);
    this.bytes += this.bytesOf(value);
    for (const oldest of this.values.keys()) {
      if (this.bytes <= room) break;
      this.forget(oldest);
    }
  }

  clear(): void {
    this.values.clear();
    this.bytes = 0;
  }

  private forget(key: string): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.values.delete(key);
    this.bytes -= this.bytesOf(value);
  }
}
