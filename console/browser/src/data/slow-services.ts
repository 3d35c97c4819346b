import type { ServiceName } from './contracts.js';

/** A service that lets a page wait for so long is named. */
const SLOW_MS = 2_000;

/** The services that pages wait for, once for each question. */
const waitedFor: ServiceName[] = [];
const watchers = new Set<() => void>();

function changed(): void {
  for (const watcher of watchers) watcher();
}

/** Notes a question to a service. The answer of this ends it. */
export function beginQuestion(service: ServiceName): () => void {
  let isSlow = false;
  const timer = setTimeout(() => {
    isSlow = true;
    waitedFor.push(service);
    changed();
  }, SLOW_MS);
  return () => {
    clearTimeout(timer);
    if (!isSlow) return;
    waitedFor.splice(waitedFor.indexOf(service), 1);
    changed();
  };
}

/** The names of the services that are slow now; empty: none is. */
export function slowServices(): string {
  return [...new Set(waitedFor)].sort().join(', ');
}

export function watchSlowServices(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
