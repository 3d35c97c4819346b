import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { useSession } from '../../data/session.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { keysTexts } from '../../texts/keys.js';
import styles from './keys.module.css';
import type { KeyWithToken } from './shown-token.js';

const words = keysTexts.rotate;
const A_DAY = '86400';

interface Rotated {
  name: string;
  onRotated: (key: KeyWithToken) => void;
}

/** Gives a key a new token. */
export function RotateKey({ name, onRotated }: Rotated) {
  return (
    <AdminAction label={words.action} name={words.of(name)}>
      {(close) => (
        <RotateDialog
          name={name}
          onRotated={(key) => {
            close();
            onRotated(key);
          }}
          onClose={close}
        />
      )}
    </AdminAction>
  );
}

function RotateDialog({ name, onRotated, onClose }: Rotated & { onClose: () => void }) {
  const [grace, setGrace] = useState(A_DAY);
  const queryClient = useQueryClient();
  const session = useSession();
  const rotating = useMutation({
    mutationFn: () =>
      ingest.send('post', '/admin/keys/{name}/rotate', {
        params: { path: { name } },
        body: { graceSeconds: Number(grace) },
      }),
    // The token stays on the page alone.
    gcTime: 0,
    onSuccess: (key) => {
      onRotated(key);
      return queryClient.invalidateQueries({ queryKey: ['ingest', '/admin/keys'] });
    },
  });
  return (
    <Confirm
      title={words.asks(name)}
      action={words.action}
      isBusy={rotating.isPending}
      problem={rotating.error}
      onConfirm={() => rotating.mutate()}
      onClose={onClose}
    >
      <p>{words.explains}</p>
      <label className={styles.field}>
        {words.grace}
        <select value={grace} onChange={({ target }) => setGrace(target.value)}>
          {Object.entries(words.graces).map(([seconds, label]) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {session.name === name && <p>{words.signsOut}</p>}
    </Confirm>
  );
}
