import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import { ReasonField } from './reason-field.js';

const words = texts.people.several;

interface Suppression {
  change: 'suppress' | 'unsuppress';
  userIds: string[];
  /** Told how many of them it changed. */
  onChanged: (changed: number) => void;
}

/** Leaves users out of scores, lists and training, or takes them back, once that was confirmed. */
export function SuppressUsers({ change, userIds, onChanged }: Suppression) {
  return (
    <AdminAction label={words[change].action} isDisabled={userIds.length === 0}>
      {(close) => (
        <SuppressDialog
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

function SuppressDialog({ change, userIds, onChanged, onClose }: Suppression & { onClose: () => void }) {
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const changing = useMutation({
    mutationFn: () =>
      change === 'suppress'
        ? ingest.send('post', '/admin/users/suppress', { body: { userIds, reason } })
        : ingest.send('post', '/admin/users/unsuppress', { body: { userIds } }),
    onSuccess: ({ changed }) => {
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
