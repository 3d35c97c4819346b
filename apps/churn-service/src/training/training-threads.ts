import { WorkerThread, compiledFile } from '#common/threads';
import type { OnProgress, PieceName, PieceResult, TrainingPiece, TrainingProgress } from './train.worker.js';

/** Does the pieces of trainings. */
export type PieceRunner = Pick<TrainingThreads, 'run'>;

/** A piece that waits for a thread. */
interface Waiting {
  readonly place: number;
  /** Gets the thread that has become free. */
  readonly begin: (thread: WorkerThread) => void;
  readonly fail: (reason: unknown) => void;
}

const WORKER = compiledFile('./train.worker.js', import.meta.url);

/**
 * Places of waiting pieces; the lowest begins first. Fits come first: the choice waits for all of them, and
 * the model for later days waits for the choice. Of fits and of the others the longest come first
 * (docs/benchmarks.md), so that no thread works long after the rest have ended.
 */
const PLACES: Record<PieceName, number> = {
  prepare: 0,
  'gradient-boosting': 1,
  'random-forest': 2,
  'logistic-regression': 3,
  blend: 4,
  'fit horizons': 5,
  evaluate: 6,
  refit: 7,
  'refit horizons': 8,
  describe: 9,
};
/** Added to the place of a piece that no other piece needs. */
const LAST = 10;

/**
 * Threads that work on the pieces of trainings, each on one after the other: modules are loaded and functions
 * compiled once. Pieces begin a turn of the event loop after they were asked for, when all that follows from
 * the end of another has been asked for too.
 */
export class TrainingThreads {
  private readonly idle: WorkerThread[] = [];
  private readonly all: WorkerThread[] = [];
  private readonly waiting: Waiting[] = [];
  private ended: { readonly reason: unknown } | null = null;

  private constructor(private readonly most: number) {}

  /**
   * Does `work` with `most` threads, which end with it; at once when it fails or `signal` fires.
   * @throws the reason of the signal, or what `work` throws
   */
  static async during<Result>(
    most: number,
    signal: AbortSignal,
    work: (threads: TrainingThreads) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    const threads = new TrainingThreads(most);
    const stop = () => void threads.end(signal.reason);
    signal.addEventListener('abort', stop);
    try {
      return await work(threads);
    } finally {
      signal.removeEventListener('abort', stop);
      await threads.end();
    }
  }

  /**
   * The worker's result of one piece.
   * @param isLast no other piece needs the result
   */
  async run<Name extends PieceName>(
    piece: TrainingPiece<Name>,
    { isLast, onProgress }: { isLast: boolean; onProgress: OnProgress },
  ): Promise<PieceResult<Name>> {
    const thread = await this.thread(PLACES[piece.name] + (isLast ? LAST : 0));
    try {
      const onWord = (word: unknown) => onProgress(word as TrainingProgress);
      return await thread.ask<PieceResult<Name>>(piece, { onWord });
    } finally {
      this.idle.push(thread);
      setImmediate(() => this.beginWaiting());
    }
  }

  private async thread(place: number): Promise<WorkerThread> {
    if (this.ended !== null) throw this.ended.reason;
    const { promise, resolve: begin, reject: fail } = Promise.withResolvers<WorkerThread>();
    this.waiting.push({ place, begin, fail });
    setImmediate(() => this.beginWaiting());
    return await promise;
  }

  /** As many as there are free threads; pieces of one place in the order in which they were asked for. */
  private beginWaiting(): void {
    this.waiting.sort((a, b) => a.place - b.place);
    while (this.waiting.length > 0) {
      const thread = this.idle.pop() ?? this.another();
      if (thread === null) return;
      this.waiting.shift()!.begin(thread);
    }
  }

  private another(): WorkerThread | null {
    if (this.all.length === this.most) return null;
    const thread = new WorkerThread(WORKER);
    this.all.push(thread);
    return thread;
  }

  private async end(reason: unknown = new Error('The training has ended.')): Promise<void> {
    this.ended ??= { reason };
    for (const { fail } of this.waiting.splice(0)) fail(reason);
    await Promise.all(this.all.map((thread) => thread.end(reason)));
  }
}
