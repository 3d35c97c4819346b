/** Lists of neighbours, the best first, that solvers of one matrix keep for later ones, in other threads too. */
export interface NeighbourLists {
  /** Longest list. */
  neighbours: number;
  /** For each item the length of its list plus 1 (0: not known), and the list; in shared memory. */
  table: Int32Array;
}

/** Without a list. */
export function emptyNeighbourLists(items: number, neighbours: number): NeighbourLists {
  const bytes = Int32Array.BYTES_PER_ELEMENT * items * (neighbours + 1);
  return { neighbours, table: new Int32Array(new SharedArrayBuffer(bytes)) };
}

/** The list of an item as far as it is kept; found where it is not known. */
export function keptNeighbours(
  { neighbours, table }: NeighbourLists,
  item: number,
  find: (item: number) => Int32Array,
): Int32Array {
  const at = item * (neighbours + 1);
  if (table[at] === 0) {
    const found = find(item);
    table.set(found, at + 1);
    table[at] = found.length + 1;
  }
  return table.slice(at + 1, at + table[at]!);
}
