import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { useSession } from '../../data/session.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { keysTexts } from '../../texts/keys.js';
import styles from './keys.module.css';
import type { KeyWithToken } from './shown-token.js';

const words = keysTexts.rotate;
const A_DAY = '86400';

/** Gives a key a new token. */
export function RotateKey({ name, onRotated }: { name: string; onRotated: (key: KeyWithToken) => void }) {
  const [grace, setGrace] = useState(A_DAY);
  const session = useSession();
  return (
    <ConfirmedAction
      label={words.action}
      name={words.of(name)}
      title={words.asks(name)}
      run={() =>
        ingest.send('post', '/admin/keys/{name}/rotate', {
          params: { path: { name } },
          body: { graceSeconds: Number(grace) },
        })
      }
      onDone={onRotated}
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
    </ConfirmedAction>
  );
}
