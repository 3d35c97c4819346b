import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { count } from '../../format/numbers.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import styles from './people.module.css';

const words = texts.people.several;
type Change = 'suppress' | 'unsuppress';

/** Leaves users out of scores, lists and training, or takes them back, once that was confirmed. */
export function SuppressUsers({
  change,
  userIds,
  onChanged,
}: {
  change: Change;
  userIds: string[];
  /** Told how many of them it changed. */
  onChanged: (changed: number) => void;
}) {
  const [isAsking, setAsking] = useState(false);
  const mayAdminister = useMayAdminister();
  return (
    <>
      <button
        type="button"
        disabled={!mayAdminister || userIds.length === 0}
        title={mayAdminister ? undefined : texts.needsAdmin}
        onClick={() => setAsking(true)}
      >
        {words[change].action}
      </button>
      {isAsking && (
        <SuppressDialog
          change={change}
          userIds={userIds}
          onChanged={(changed) => {
            setAsking(false);
            onChanged(changed);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function SuppressDialog({
  change,
  userIds,
  onChanged,
  onClose,
}: {
  change: Change;
  userIds: string[];
  onChanged: (changed: number) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const reasonId = useId();
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
      {needsReason && (
        <div className={styles.field}>
          <label htmlFor={reasonId}>{texts.people.exclusion.reason}</label>
          <input
            id={reasonId}
            value={reason}
            maxLength={200}
            onChange={({ target }) => setReason(target.value)}
          />
        </div>
      )}
    </Confirm>
  );
}
