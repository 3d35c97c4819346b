import fc from 'fast-check';
import { readEvents } from './event-stream.js';
import type { ServerSentEvent } from './event-stream.js';

async function eventsOf(...chunks: string[]): Promise<ServerSentEvent[]> {
  async function* arriving(): AsyncGenerator<string> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(arriving())) events.push(event);
  return events;
}

const STREAM =
  'id: 1\r\ndata: {"a":1}\r\n\r\n: heartbeat\n\nid:2\rdata: first: line\rdata:second\r\revent: error\ndata: no\n\ndata: cut';
const EVENTS = [
  { type: 'message', id: '1', data: '{"a":1}' },
  { type: 'message', id: '2', data: 'first: line\nsecond' },
  { type: 'error', id: '2', data: 'no' },
];

describe('readEvents', () => {
  it('reads types, ids and data, passes over heartbeats, and leaves out what was cut off', async () => {
    expect(await eventsOf(STREAM)).toEqual(EVENTS);
  });

  it('keeps the last id for an event that has none', async () => {
    expect(await eventsOf('id: 7\n\ndata: x\n\n')).toEqual([{ type: 'message', id: '7', data: 'x' }]);
  });

  it('does not depend on how the text is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(STREAM.length)), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
        const chunks = places.slice(1).map((end, i) => STREAM.slice(places[i], end));
        expect(await eventsOf(...chunks)).toEqual(EVENTS);
      }),
    );
  });
});
