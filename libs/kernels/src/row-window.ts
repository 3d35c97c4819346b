import type { AlsProblem } from './als-problem.js';
import { PLACES } from './memory-layout.js';

type Values = Float32Array | Uint16Array | Uint32Array;

/**
 * What the threads of a training work on: the vectors of a side that is held fixed, and one block of rows of
 * the other after another. Where these are outside of the memory, they are copied into it, and back.
 */
export class RowWindow {
  private readonly words: Int32Array;
  /** The side whose vectors are in the place of the fixed ones. */
  private held: 'users' | 'items' | null = null;

  constructor(private readonly problem: AlsProblem) {
    const { memory, layout } = problem;
    this.words = new Int32Array(memory.buffer, layout.places, PLACES.length);
  }

  /** Holds the vectors of a side fixed. */
  hold(side: 'users' | 'items'): void {
    const { layout } = this.problem;
    const { vectors } = this.problem[side];
    if (this.held !== side) this.bring(vectors, 0, vectors.length, layout.fixed);
    this.held = side;
    this.say({ fixed: this.fixedAt(vectors), fixedRows: layout[side].observed });
  }

  /** Takes over what threads have made of the vectors that are held. */
  keepHeld(): void {
    const { vectors } = this.problem[this.held!];
    this.takeBack(vectors, 0, vectors.length, this.fixedAt(vectors));
  }

  /** Has all rows of a side worked on, block by block, with the vectors of the other side held fixed. */
  async eachBlock(side: 'users' | 'items', work: () => Promise<void>): Promise<void> {
    const { width, block } = this.problem.layout;
    const { blocks, vectors, weights, indices } = this.problem[side];
    for (const { batches, rows, entries } of blocks) {
      const [from, to] = [rows[0] * width, rows[1] * width];
      const weightsAt = block + (to - from) * 4;
      const indicesAt = weightsAt + (entries[1] - entries[0]) * 4;
      const at = this.bring(vectors, from, to, block);
      this.say({
        vectors: at,
        weights: this.bring(weights, ...entries, weightsAt),
        indices: this.bring(indices, ...entries, indicesAt),
        fromBatch: batches[0],
        toBatch: batches[1],
        fromRow: rows[0],
        toRow: rows[1],
      });
      await work();
      this.takeBack(vectors, from, to, at);
    }
  }

  private fixedAt(vectors: Float32Array): number {
    return this.isInside(vectors) ? vectors.byteOffset : this.problem.layout.fixed;
  }

  /**
   * Copies values from .. to - 1 to an address, unless all are in the memory.
   * @returns the address of value 0, below 0 where that is before the memory: addresses count modulo 2^32.
   */
  private bring(values: Values, from: number, to: number, at: number): number {
    if (this.isInside(values)) return values.byteOffset;
    this.view(values, at, to - from).set(values.subarray(from, to));
    return at - from * values.BYTES_PER_ELEMENT;
  }

  /** Copies values from .. to - 1 back. @param at of value 0 */
  private takeBack(values: Float32Array, from: number, to: number, at: number): void {
    if (this.isInside(values)) return;
    values.set(this.view(values, at + from * values.BYTES_PER_ELEMENT, to - from), from);
  }

  private isInside(values: Values): boolean {
    return values.buffer === this.problem.memory.buffer;
  }

  private view(values: Values, at: number, length: number): Values {
    const View = values.constructor as new (buffer: SharedArrayBuffer, at: number, length: number) => Values;
    return new View(this.problem.memory.buffer, at, length);
  }

  private say(places: Partial<Record<(typeof PLACES)[number], number>>): void {
    PLACES.forEach((name, n) => {
      const value = places[name];
      if (value !== undefined) this.words[n] = value;
    });
  }
}
