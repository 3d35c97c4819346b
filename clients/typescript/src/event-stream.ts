export interface ServerSentEvent {
  /** `message` when the event has none. */
  type: string;
  /** Empty when the event has none. */
  id: string;
  data: string;
}

/** The events of a text/event-stream with data, in order; comments (heartbeats) are passed over. */
export async function* readEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let [id, type, data]: [string, string, string[]] = ['', '', []];
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      if (data.length > 0) yield { type: type || 'message', id, data: data.join('\n') };
      [type, data] = ['', []];
      continue;
    }
    const [, field, value] = /^(\w*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'id') id = value!;
    else if (field === 'event') type = value!;
    else if (field === 'data') data.push(value!);
  }
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    // A \r at the end may be half of \r\n.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    yield* lines;
  }
}
