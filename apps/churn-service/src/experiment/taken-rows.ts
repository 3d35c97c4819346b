/** Values of some rows. */
export function taken(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** Labels of some rows. */
export function labelsOf({ labels }: { readonly labels: Uint8Array }, rows: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row]!);
}
