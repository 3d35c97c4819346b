import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ingest } from '../../data/service.js';
import { useSession } from '../../data/session.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.keys.revoke;

/** Ends a key for good. */
export function RevokeKey({ name }: { name: string }) {
  return (
    <AdminAction label={words.action} name={words.of(name)} isDanger>
      {(close) => <RevokeDialog name={name} onClose={close} />}
    </AdminAction>
  );
}

function RevokeDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const session = useSession();
  const revoking = useMutation({
    mutationFn: () => ingest.send('delete', '/admin/keys/{name}', { params: { path: { name } } }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ['ingest', '/admin/keys'] });
    },
  });
  return (
    <Confirm
      title={words.asks(name)}
      action={words.action}
      isDanger
      isBusy={revoking.isPending}
      problem={revoking.error}
      onConfirm={() => revoking.mutate()}
      onClose={onClose}
    >
      <p>{words.explains}</p>
      <p>
        <strong>{words.forGood}</strong>
      </p>
      {session.name === name && <p>{words.signsOut}</p>}
    </Confirm>
  );
}
