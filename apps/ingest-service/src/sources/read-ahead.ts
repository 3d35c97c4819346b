/**
 * The same items, of which up to `depth` are asked for before they are wanted: the source works while the caller does. Its error comes where the
 * item would have come; when the caller stops, the source is told once it has answered.
 */
export async function* readAhead<Item>(source: AsyncIterable<Item>, depth: number): AsyncGenerator<Item> {
  const iterator = source[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<Item>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // It is awaited in its turn, or not at all.
    next.catch(() => undefined);
    asked.push(next);
  };
  try {
    for (;;) {
      while (asked.length < depth) ask();
      const next = await asked.shift()!;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await Promise.allSettled(asked);
    await iterator.return?.();
  }
}
