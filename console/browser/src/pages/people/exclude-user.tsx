import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import { ReasonField } from './reason-field.js';

const words = texts.people.exclusion;

interface Decision {
  userId: string;
  isExcluded: boolean;
}

/** Leaves a user out of both models, or includes one again, with a reason and a confirmation. */
export function ExcludeUser({ userId, isExcluded }: Decision) {
  return (
    <AdminAction
      label={isExcluded ? words.include : words.exclude}
      obstacle={userId === '0' ? words.anonymous : null}
    >
      {(close) => <ExcludeDialog userId={userId} isExcluded={isExcluded} onClose={close} />}
    </AdminAction>
  );
}

function ExcludeDialog({ userId, isExcluded, onClose }: Decision & { onClose: () => void }) {
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const deciding = useMutation({
    mutationFn: () =>
      ingest.send('put', '/admin/ingest/exclusions/{userId}', {
        params: { path: { userId } },
        body: { excluded: !isExcluded, reason },
      }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries();
    },
  });
  const action = isExcluded ? words.include : words.exclude;
  return (
    <Confirm
      title={words.asks(action, userId)}
      action={action}
      isDanger={!isExcluded}
      isBusy={deciding.isPending || reason.trim() === ''}
      problem={deciding.error}
      onConfirm={() => deciding.mutate()}
      onClose={onClose}
    >
      <p>{isExcluded ? words.includeExplains : words.excludeExplains}</p>
      <ReasonField value={reason} onChange={setReason} />
    </Confirm>
  );
}
