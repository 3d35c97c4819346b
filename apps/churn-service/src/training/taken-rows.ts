/** Values of some rows. */
export function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const of = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) of[i] = values[rows[i]!]!;
  return of;
}

/** Labels of some rows. */
export function labelsOf({ labels }: { readonly labels: Uint8Array }, rows: ArrayLike<number>): Uint8Array {
  const of = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) of[i] = labels[rows[i]!]!;
  return of;
}
