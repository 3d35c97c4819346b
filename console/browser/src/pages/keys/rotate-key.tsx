import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { useMayAdminister, useSession } from '../../data/session.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import styles from './keys.module.css';
import type { KeyWithToken } from './shown-token.js';

const words = texts.keys.rotate;
const A_DAY = '86400';

interface Rotated {
  name: string;
  onRotated: (key: KeyWithToken) => void;
}

/** Gives a key a new token. */
export function RotateKey({ name, onRotated }: Rotated) {
  const [isAsking, setAsking] = useState(false);
  const mayAdminister = useMayAdminister();
  return (
    <>
      <button
        type="button"
        disabled={!mayAdminister}
        title={mayAdminister ? undefined : texts.needsAdmin}
        aria-label={words.of(name)}
        onClick={() => setAsking(true)}
      >
        {words.action}
      </button>
      {isAsking && (
        <RotateDialog
          name={name}
          onRotated={(key) => {
            setAsking(false);
            onRotated(key);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
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
