import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import styles from './people.module.css';

const words = texts.people.exclusion;

/** Leaves a user out of both models, or includes one again, with a reason and a confirmation. */
export function ExcludeUser({ userId, isExcluded }: { userId: string; isExcluded: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const queryClient = useQueryClient();
  const mayAdminister = useMayAdminister();
  const deciding = useMutation({
    mutationFn: () =>
      ingest.send('put', '/admin/ingest/exclusions/{userId}', {
        params: { path: { userId } },
        body: { excluded: !isExcluded, reason },
      }),
    onSuccess: () => {
      setAsking(false);
      return queryClient.invalidateQueries();
    },
  });
  const action = isExcluded ? words.include : words.exclude;
  return (
    <>
      <button
        type="button"
        disabled={!mayAdminister || userId === '0'}
        title={userId === '0' ? words.anonymous : mayAdminister ? undefined : texts.needsAdmin}
        onClick={() => {
          deciding.reset();
          setAsking(true);
        }}
      >
        {action}
      </button>
      {isAsking && (
        <Confirm
          title={words.asks(action, userId)}
          action={action}
          isDanger={!isExcluded}
          isBusy={deciding.isPending || reason.trim() === ''}
          problem={deciding.error}
          onConfirm={() => deciding.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{isExcluded ? words.includeExplains : words.excludeExplains}</p>
          <div className={styles.field}>
            <label htmlFor={reasonId}>{words.reason}</label>
            <input
              id={reasonId}
              value={reason}
              maxLength={200}
              onChange={({ target }) => setReason(target.value)}
            />
          </div>
        </Confirm>
      )}
    </>
  );
}
