import { AsyncLocalStorage } from 'node:async_hooks';

const actions = new AsyncLocalStorage<string>();

/** Runs `work`, and all that it starts, as part of the action of that audit entry. */
export function inAction(entry: string, work: () => void): void {
  actions.run(entry, work);
}

/** The audit entry of the action that is being carried out; null outside of actions. */
export function currentAction(): string | null {
  return actions.getStore() ?? null;
}
