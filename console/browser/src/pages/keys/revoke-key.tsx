import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { useMayAdminister, useSession } from '../../data/session.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.keys.revoke;

/** Ends a key for good. */
export function RevokeKey({ name }: { name: string }) {
  const [isAsking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const mayAdminister = useMayAdminister();
  const session = useSession();
  const revoking = useMutation({
    mutationFn: () => ingest.send('delete', '/admin/keys/{name}', { params: { path: { name } } }),
    onSuccess: () => {
      setAsking(false);
      return queryClient.invalidateQueries({ queryKey: ['ingest', '/admin/keys'] });
    },
  });
  return (
    <>
      <button
        type="button"
        data-kind="danger"
        disabled={!mayAdminister}
        title={mayAdminister ? undefined : texts.needsAdmin}
        aria-label={words.of(name)}
        onClick={() => {
          revoking.reset();
          setAsking(true);
        }}
      >
        {words.action}
      </button>
      {isAsking && (
        <Confirm
          title={words.asks(name)}
          action={words.action}
          isDanger
          isBusy={revoking.isPending}
          problem={revoking.error}
          onConfirm={() => revoking.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.explains}</p>
          <p>
            <strong>{words.forGood}</strong>
          </p>
          {session.name === name && <p>{words.signsOut}</p>}
        </Confirm>
      )}
    </>
  );
}
