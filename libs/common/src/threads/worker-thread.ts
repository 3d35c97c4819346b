import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { ThreadStream } from './thread-stream.js';

export type { ThreadStream } from './thread-stream.js';

/** The root of the checkout where this file is TypeScript, that is under Jest. */
const ROOT = new URL('../../../../', import.meta.url).href;

/**
 * What the build made at `path`, relative to the module `from`, such as `./scoring.worker.js` and
 * import.meta.url: a worker, since a thread loads compiled JavaScript only, or a WebAssembly module. For a
 * module that is TypeScript it is that of dist/.
 */
export function compiledFile(path: string, from: string): URL {
  const { href } = new URL(path, from);
  return new URL(from.endsWith('.ts') ? href.replace(ROOT, `${ROOT}dist/`) : href);
}

const THREAD = fileURLToPath(compiledFile('./thread.worker.js', import.meta.url));

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onWord: (word: unknown) => void;
  readonly onPiece: (piece: unknown) => void;
}

type Reply = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly error: unknown }
  | { readonly word: unknown }
  | { readonly piece: unknown }
);

export interface AskOptions {
  /** Receives the messages of the module. */
  readonly onWord?: ((word: unknown) => void) | undefined;
  /** Buffers of the task that move to the thread instead of being copied: they are empty here afterwards. */
  readonly transfer?: readonly (ArrayBuffer | MessagePort)[];
}

/** A result whose buffers move out of the thread instead of being copied: they are empty there afterwards. */
export class Moved<Result> {
  constructor(
    readonly result: Result,
    readonly buffers: ArrayBuffer[],
  ) {}
}

/**
 * A thread that works on one task after the other, each by the default export of a module. Not a pool of
 * Piscina: that loads an ES module by `require`, and Node 24 aborts the whole process when such a thread is
 * ended at the wrong time.
 */
export class WorkerThread {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private asked = 0;
  private failure: { readonly reason: unknown } | null = null;

  /** @param module of compiled JavaScript, see compiledFile */
  constructor(module: URL) {
    this.worker = new Worker(THREAD, { workerData: { module: module.href } });
    this.worker.on('message', (reply: Reply) => this.hear(reply));
    this.worker.on('error', (error) => this.failAll(error));
    this.worker.on('exit', () => this.failAll(new Error('The thread ended before it had answered.')));
  }

  /** Whether it has ended, by itself or by `end`: whatever it is asked then is rejected. */
  get hasEnded(): boolean {
    return this.failure !== null;
  }

  /** The answer of the module, or what it throws. */
  ask<Result>(task: unknown, options: AskOptions = {}): Promise<Result> {
    return this.send<Result>(this.asked++, task, options, () => undefined);
  }

  /**
   * What the generator yields that the module answers; read it to its end, or `return` it.
   * @param takeBack see ThreadStream
   */
  stream<Piece, Result>(
    task: unknown,
    options: AskOptions = {},
    takeBack: () => ArrayBuffer[] = () => [],
  ): ThreadStream<Piece, Result> {
    const id = this.asked++;
    const result = this.send<Result>(id, task, options, (piece) => stream.hear(piece as Piece));
    const send: ConstructorParameters<typeof ThreadStream>[1] = (message, transfer) =>
      this.worker.postMessage({ id, ...message }, transfer);
    const stream = new ThreadStream<Piece, Result>(result, send, takeBack);
    return stream;
  }

  /** Ends the thread at once, whatever it is at; open questions are rejected with `reason`. */
  async end(reason: unknown = new Error('The thread was ended.')): Promise<void> {
    this.failAll(reason);
    await this.worker.terminate();
  }

  private send<Result>(
    id: number,
    task: unknown,
    { onWord = () => undefined, transfer = [] }: AskOptions,
    onPiece: Pending['onPiece'],
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.failure !== null) throw this.failure.reason;
      this.worker.postMessage({ id, task }, transfer);
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject, onWord, onPiece });
    });
  }

  private hear(reply: Reply): void {
    const pending = this.pending.get(reply.id);
    if (pending === undefined) return;
    if ('word' in reply) {
      pending.onWord(reply.word);
      return;
    }
    if ('piece' in reply) {
      pending.onPiece(reply.piece);
      return;
    }
    this.pending.delete(reply.id);
    if ('error' in reply) pending.reject(reply.error);
    else pending.resolve(reply.result);
  }

  private failAll(reason: unknown): void {
    this.failure ??= { reason };
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
  }
}

/** What `work` makes with a thread, which ends with it and gives its memory back; at once when `signal` fires. */
export async function withThread<Thread extends WorkerThread, Result>(
  thread: Thread,
  signal: AbortSignal | undefined,
  work: (thread: Thread) => Promise<Result>,
): Promise<Result> {
  const stop = () => void thread.end(signal?.reason);
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    return await work(thread);
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.end();
  }
}

/** One task in a thread of its own, see {@link withThread}. */
export async function runInThread<Result>(
  module: URL,
  task: unknown,
  { signal, ...options }: AskOptions & { readonly signal?: AbortSignal } = {},
): Promise<Result> {
  return await withThread(new WorkerThread(module), signal, (thread) => thread.ask<Result>(task, options));
}
