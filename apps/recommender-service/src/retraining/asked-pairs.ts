import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { columnsOfTable } from '../interactions/pair-table.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { WeightRule } from '../interactions/interaction-weight.js';

/** Pairs as other weights have them, of the days up to the validation days or up to those of the earlier cut. */
export interface AskedPairs {
  weights: Partial<WeightRule>;
  isEarlier: boolean;
}

/** Null where they could not be read. */
export type ReadAskedPairs = (asked: AskedPairs) => Promise<PairTable | null>;

/** A port by which a thread has this one read, where a statement of PostgreSQL can be cancelled; close it. */
export function answeringPairs(read: ReadAskedPairs): MessageChannel {
  const channel = new MessageChannel();
  const answer = async (asked: AskedPairs): Promise<void> => {
    const table = await read(asked).catch(() => null);
    const buffers = table === null ? [] : columnsOfTable(table).map(({ buffer }) => buffer);
    channel.port1.postMessage(table, buffers);
  };
  channel.port1.on('message', (asked: AskedPairs) => void answer(asked));
  return channel;
}

/** The other end: one question at a time. */
export function askedThrough(port: MessagePort): ReadAskedPairs {
  return async (asked) => {
    port.postMessage(asked);
    const [table] = (await once(port, 'message')) as [PairTable | null];
    return table;
  };
}
