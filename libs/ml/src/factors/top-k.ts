/** Best first; as many entries as there are candidates, never padded. */
export interface RankedIndices {
  indices: Int32Array;
  scores: Float64Array;
}

/**
 * The k best of the scores offered, in O(log k) each and without allocating: a binary heap with the worst kept on top.
 * Equal scores rank by the lower index, so indices in the order of their ids give ties by id. NaN is never kept.
 */
export class TopK {
  private readonly indices: Int32Array;
  private readonly scores: Float64Array;
  private size = 0;

  /** @throws RangeError when k is not a whole number of 1 or more. */
  constructor(private readonly k: number) {
    if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be 1 or more, not ${k}`);
    this.indices = new Int32Array(k);
    this.scores = new Float64Array(k);
  }

  /** No score below it is kept. */
  get least(): number {
    return this.size < this.k ? -Infinity : this.scores[0]!;
  }

  offer(index: number, score: number): void {
    if (this.size < this.k) {
      if (!Number.isNaN(score)) this.siftUp(this.size++, index, score);
    } else if (score > this.scores[0]! || (score === this.scores[0]! && index < this.indices[0]!)) {
      this.siftDown(index, score, this.k);
    }
  }

  /** What was kept, best first; empties the heap for the next use. */
  take(): RankedIndices {
    const indices = new Int32Array(this.size);
    const scores = new Float64Array(this.size);
    while (this.size > 0) {
      const last = --this.size;
      indices[last] = this.indices[0]!;
      scores[last] = this.scores[0]!;
      this.siftDown(this.indices[last]!, this.scores[last]!, last);
    }
    return { indices, scores };
  }

  private isWorse(a: number, index: number, score: number): boolean {
    return this.scores[a]! < score || (this.scores[a] === score && this.indices[a]! > index);
  }

  private siftUp(at: number, index: number, score: number): void {
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBetter(parent, index, score)) break;
      this.move(parent, at);
      at = parent;
    }
    this.indices[at] = index;
    this.scores[at] = score;
  }

  /** Puts an entry in at the root and lets it sink below what is worse. */
  private siftDown(index: number, score: number, size: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.isWorse(right, this.indices[child]!, this.scores[child]!)) child = right;
      if (!this.isWorse(child, index, score)) break;
      this.move(child, at);
      at = child;
    }
    this.indices[at] = index;
    this.scores[at] = score;
  }

  private isBetter(a: number, index: number, score: number): boolean {
    return this.scores[a]! > score || (this.scores[a] === score && this.indices[a]! < index);
  }

  private move(from: number, to: number): void {
    this.indices[to] = this.indices[from]!;
    this.scores[to] = this.scores[from]!;
  }
}
