import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import { ReasonField } from './reason-field.js';

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
  /** Told how many of them it changed. */
  onChanged: (changed: number) => void;
}

/** Leaves users out of scores, lists and training, takes them back, or undoes that they were forgotten, once that was confirmed. */
export function ChangeUsers({ change, userIds, onChanged }: Change) {
  return (
    <AdminAction label={words[change].action} isDisabled={userIds.length === 0}>
      {(close) => (
        <ChangeDialog
          change={change}
          userIds={userIds}
          onChanged={(changed) => {
            close();
            onChanged(changed);
          }}
          onClose={close}
        />
      )}
    </AdminAction>
  );
}

function ChangeDialog({ change, userIds, onChanged, onClose }: Change & { onClose: () => void }) {
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const changing = useMutation({
    mutationFn: () => CHANGES[change](userIds, reason),
    onSuccess: (changed) => {
      onChanged(changed);
      return queryClient.invalidateQueries();
    },
  });
  const needsReason = change === 'suppress';
  return (
    <Confirm
      title={words[change].asks(count(userIds.length))}
      action={words[change].action}
      isBusy={changing.isPending || (needsReason && reason.trim() === '')}
      problem={changing.error}
      onConfirm={() => changing.mutate()}
      onClose={onClose}
    >
      <p>{words[change].explains}</p>
      {needsReason && <ReasonField value={reason} onChange={setReason} />}
    </Confirm>
  );
}
