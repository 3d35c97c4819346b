import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** So many entries are written before other requests get their turn: a few milliseconds. */
export const TOGETHER = 8;

/** An object with one list as JSON, a few entries in each turn: the text may have megabytes. */
export function jsonInTurns(name: string, entries: readonly object[]): StreamableFile {
  const text = Readable.from(pieces(name, entries), { objectMode: false });
  return new StreamableFile(text, { type: 'application/json; charset=utf-8' });
}

async function* pieces(name: string, entries: readonly object[]): AsyncGenerator<string> {
  yield `{${JSON.stringify(name)}:[`;
  for (let place = 0; place < entries.length; place += TOGETHER) {
    if (place > 0) await setImmediate();
    const few = entries.slice(place, place + TOGETHER).map((entry) => JSON.stringify(entry));
    yield (place > 0 ? ',' : '') + few.join(',');
  }
  yield ']}';
}
