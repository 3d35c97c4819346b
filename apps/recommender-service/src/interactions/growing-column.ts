/** A typed array that doubles when it is full. */
export class GrowingColumn<Column extends Int32Array | Float32Array | BigInt64Array> {
  size = 0;
  private column: Column;

  constructor(private readonly allocate: (length: number) => Column) {
    this.column = allocate(1024);
  }

  push(value: Column[number]): void {
    if (this.size === this.column.length) {
      const wider = this.allocate(2 * this.size);
      wider.set(this.column as never);
      this.column = wider;
    }
    this.column[this.size++] = value;
  }

  values(): Column {
    return this.column.slice(0, this.size) as Column;
  }
}
