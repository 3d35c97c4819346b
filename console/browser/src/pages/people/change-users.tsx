import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';

const words = texts.people.several;

/** Each answers how many users it changed. */
const CHANGES = {
  suppress: async (userIds: string[], reason: string) =>
    (await ingest.send('post', '/admin/users/suppress', { body: { userIds, reason } })).changed,
  unsuppress: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/unsuppress', { body: { userIds } })).changed,
  readmit: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/readmit', { body: { userIds } })).readmitted,
};

export const USER_CHANGES = Object.keys(CHANGES) as (keyof typeof CHANGES)[];

interface Change {
  change: keyof typeof CHANGES;
  userIds: string[];
  /** Receives how many of them it changed. */
  onChanged: (changed: number) => void;
}

/**
 * Leaves users out of scores, lists and training, takes them back, or readmits erased ones, once that was
 * confirmed.
 */
export function ChangeUsers({ change, userIds, onChanged }: Change) {
  const { action, asks, explains } = words[change];
  return (
    <ConfirmedAction
      label={action}
      isDisabled={userIds.length === 0}
      title={asks(count(userIds.length))}
      field={change === 'suppress' ? { label: texts.people.exclusion.reason } : undefined}
      run={(reason) => CHANGES[change](userIds, reason)}
      onDone={onChanged}
    >
      <p>{explains}</p>
    </ConfirmedAction>
  );
}
