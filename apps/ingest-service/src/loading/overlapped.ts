/**
 * Works on items one after the other, so that the next begins when the last has called `passOn`, and at most
 * `most` are in work. The first error stops the others by the signal; it is thrown when none is in work any
 * more.
 * @param signal the caller's own; what `work` gets fires also after an error
 */
export async function overlapped<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, passOn: () => void, signal: AbortSignal) => Promise<void>,
  most = 2,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const inWork: Promise<void>[] = [];
  for (const item of items) {
    let current: Promise<void> = Promise.resolve();
    await new Promise<void>((passOn) => {
      current = work(item, passOn, either)
        .catch((error: unknown) => {
          stop.abort(error);
        })
        .finally(passOn);
    });
    inWork.push(current);
    if (inWork.length >= most) await inWork.shift();
    if (stop.signal.aborted) break;
  }
  await Promise.all(inWork);
  stop.signal.throwIfAborted();
}
