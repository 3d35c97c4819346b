import { parentPort, workerData } from 'node:worker_threads';
import { Outflow } from './thread-stream.js';
import type { Pieces, StreamMessage } from './thread-stream.js';
import { Moved } from './worker-thread.js';

/**
 * What a module that runs in a thread exports by default. `send` sends a message on the way. A generator that it
 * returns is sent piece by piece, see ThreadStream.
 */
type Work = (task: unknown, send: (message: unknown) => void) => unknown;

type Message = { readonly id: number } & ({ readonly task: unknown } | StreamMessage);

const { module } = workerData as { module: string };
const loading = import(module) as Promise<{ default: Work }>;
const outflows = new Map<number, Outflow>();

parentPort!.on('message', (message: Message) => {
  if ('task' in message) void answer(message.id, message.task);
  else outflows.get(message.id)?.hear(message);
});

async function answer(id: number, task: unknown): Promise<void> {
  const outflow = new Outflow((piece) => send(id, 'piece', piece));
  // From the start, since the asker may stop it before the module is loaded.
  outflows.set(id, outflow);
  try {
    const { default: work } = await loading;
    const answered = await work(task, (word) => send(id, 'word', word));
    send(id, 'result', isGenerator(answered) ? await outflow.send(answered) : answered);
  } catch (error) {
    send(id, 'error', error);
  } finally {
    outflows.delete(id);
  }
}

function send(id: number, as: 'word' | 'piece' | 'result' | 'error', value: unknown): void {
  if (value instanceof Moved)
    parentPort!.postMessage({ id, [as]: (value as Moved<unknown>).result }, value.buffers);
  else parentPort!.postMessage({ id, [as]: value });
}

function isGenerator(answered: unknown): answered is Pieces<unknown> {
  return typeof answered === 'object' && answered !== null && 'next' in answered;
}
