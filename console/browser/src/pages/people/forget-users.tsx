import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import { pathOf } from '../jobs/job-state.js';
import styles from './people.module.css';

const words = texts.people.forget;

/** Erases users, known or not, from all three services, and shows the job that does it. */
export function ForgetUsers({ userIds }: { userIds: string[] }) {
  return (
    <AdminAction
      label={words.action}
      isDanger
      isDisabled={userIds.length === 0}
      obstacle={userIds.includes('0') ? words.anonymous : null}
    >
      {(close) => <ForgetDialog userIds={userIds} onClose={close} />}
    </AdminAction>
  );
}

/** Nothing brings the users back: the confirmation asks to type which one, or how many, they are. */
function ForgetDialog({ userIds, onClose }: { userIds: string[]; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const typedId = useId();
  const [, navigate] = useLocation();
  const queryClient = useQueryClient();
  const forgetting = useMutation({
    mutationFn: () => ingest.send('post', '/admin/users/erase', { body: { userIds } }),
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries();
      navigate(pathOf({ service: 'ingest', id }));
    },
  });
  const [only] = userIds;
  const isOne = userIds.length === 1;
  const expected = isOne ? only! : String(userIds.length);
  return (
    <Confirm
      title={isOne ? words.asksOne(only!) : words.asks(count(userIds.length))}
      action={words.confirm}
      isDanger
      isBusy={forgetting.isPending || (isOne ? typed.trim() : typed.replace(/\D/g, '')) !== expected}
      problem={forgetting.error}
      onConfirm={() => forgetting.mutate()}
      onClose={onClose}
    >
      <p>{words.atOnce}</p>
      <p>{words.byJob}</p>
      <p>{words.stays}</p>
      <p>
        <strong>{words.forGood}</strong>
      </p>
      <div className={styles.field}>
        <label htmlFor={typedId}>{isOne ? words.typeId : words.typeCount}</label>
        <input
          id={typedId}
          value={typed}
          inputMode={isOne ? 'text' : 'numeric'}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
      </div>
    </Confirm>
  );
}
