/** What the reader of a stream tells the thread: one more piece may come; buffers that came back; or it is to stop. */
export type StreamMessage = { readonly back: ArrayBuffer[] } | { readonly stop: true };

/** Yields pieces; `yield` answers buffers that came back. */
export type Pieces<Result> =
  AsyncGenerator<unknown, Result, ArrayBuffer[]> | Generator<unknown, Result, ArrayBuffer[]>;

/** Pieces that may be sent before the reader has asked for any. */
const AHEAD = 4;

/** The thread's end: sends what a generator yields, and waits while the reader is four pieces behind. */
export class Outflow {
  private room = AHEAD;
  private back: ArrayBuffer[] = [];
  private isStopped = false;
  private wake = (): void => undefined;

  constructor(private readonly sendPiece: (piece: unknown) => void) {}

  hear(message: StreamMessage): void {
    if ('stop' in message) this.isStopped = true;
    else {
      this.room++;
      this.back.push(...message.back);
    }
    this.wake();
  }

  /** Sends all pieces; answers what the generator returns, or undefined where the reader has stopped it. */
  async send<Result>(pieces: Pieces<Result>): Promise<Result | undefined> {
    try {
      for (;;) {
        while (this.room === 0 && !this.isStopped) await new Promise<void>((wake) => (this.wake = wake));
        if (this.isStopped) return undefined;
        const next = await pieces.next(this.back.splice(0));
        if (next.done === true) return next.value;
        this.room--;
        this.sendPiece(next.value);
      }
    } finally {
      await pieces.return(undefined as Result);
    }
  }
}

/**
 * The reader's end: the pieces that a module's generator yields, each once, and at last what it returns. The thread
 * works up to four pieces ahead. `return` stops the generator, whose `finally` has run then.
 */
export class ThreadStream<Piece, Result> implements AsyncIterator<Piece, Result> {
  private readonly waiting: Piece[] = [];
  private hasEnded = false;
  private hasGiven = false;
  private wake = (): void => undefined;

  /**
   * @param result of the generator; rejected with what it throws, or what the thread has ended with
   * @param send a message about this stream to the thread
   * @param takeBack buffers that move back to the thread with the next message: the generator's next `yield` answers
   * them
   */
  constructor(
    private readonly result: Promise<Result>,
    private readonly send: (message: StreamMessage, transfer: ArrayBuffer[]) => void,
    private readonly takeBack: () => ArrayBuffer[],
  ) {
    const end = (): void => {
      this.hasEnded = true;
      this.wake();
    };
    result.then(end, end);
  }

  hear(piece: Piece): void {
    this.waiting.push(piece);
    this.wake();
  }

  /** Call it when the last piece is done with. @throws what the generator throws */
  async next(): Promise<IteratorResult<Piece, Result>> {
    if (this.hasGiven && !this.hasEnded) {
      const back = this.takeBack();
      this.send({ back }, back);
    }
    while (this.waiting.length === 0 && !this.hasEnded) await new Promise<void>((wake) => (this.wake = wake));
    this.hasGiven = this.waiting.length > 0;
    return this.hasGiven ? { value: this.waiting.shift()! } : { done: true, value: await this.result };
  }

  async return(): Promise<IteratorResult<Piece, Result>> {
    if (!this.hasEnded) this.send({ stop: true }, []);
    this.waiting.length = 0;
    return { done: true, value: await this.result.catch(() => undefined as Result) };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
