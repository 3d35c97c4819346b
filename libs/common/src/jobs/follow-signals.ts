/**
 * Aborts `controller` as soon as one of the signals fires, for its reason. AbortSignal.any would do, but when
 * its result is an argument of another AbortSignal.any and has no listeners, Node 24 may forget it.
 * @returns a function that ends this
 */
export function followSignals(controller: AbortController, signals: readonly AbortSignal[]): () => void {
  const links = signals.map((signal) => {
    const abort = (): void => {
      controller.abort(signal.reason);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    return { signal, abort };
  });
  return () => {
    for (const { signal, abort } of links) signal.removeEventListener('abort', abort);
  };
}
