import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ingest } from '../../data/service.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { keysTexts } from '../../texts/keys.js';
import styles from './keys.module.css';
import type { KeyWithToken } from './shown-token.js';

const words = keysTexts.make;
const SCOPES = ['read', 'write', 'console', 'admin'] as const;
type Scope = (typeof SCOPES)[number];
const NAME = /^(?!current$)[a-z0-9][a-z0-9._-]{0,62}$/;

/** Makes a key with a name and scopes. */
export function MakeKey({ onMade }: { onMade: (key: KeyWithToken) => void }) {
  return (
    <AdminAction label={words.action}>
      {(close) => (
        <MakeDialog
          onMade={(key) => {
            close();
            onMade(key);
          }}
          onClose={close}
        />
      )}
    </AdminAction>
  );
}

function MakeDialog({ onMade, onClose }: { onMade: (key: KeyWithToken) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read']);
  const [until, setUntil] = useState('');
  const isWrong = name !== '' && !NAME.test(name);
  const nameId = useId();
  const nameHelpId = useId();
  const untilId = useId();
  const queryClient = useQueryClient();
  const making = useMutation({
    mutationFn: () =>
      ingest.send('post', '/admin/keys', {
        body: { name, scopes: [...scopes], ...(until === '' ? {} : { expiresAt: endOf(until) }) },
      }),
    // The token stays on the page alone.
    gcTime: 0,
    onSuccess: (key) => {
      onMade(key);
      return queryClient.invalidateQueries({ queryKey: ['ingest', '/admin/keys'] });
    },
  });
  return (
    <Confirm
      title={words.asks}
      action={words.action}
      isBusy={making.isPending || !NAME.test(name) || scopes.length === 0}
      problem={making.error}
      onConfirm={() => making.mutate()}
      onClose={onClose}
    >
      <div className={styles.field}>
        <label htmlFor={nameId}>{words.name}</label>
        <input
          id={nameId}
          value={name}
          maxLength={63}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={nameHelpId}
          aria-invalid={isWrong}
          onChange={({ target }) => setName(target.value)}
        />
        <p id={nameHelpId} className={styles.help} role={isWrong ? 'alert' : undefined}>
          {isWrong ? words.nameWrong(name) : words.nameHelp}
        </p>
      </div>
      <Scopes chosen={scopes} onChange={setScopes} />
      <div className={styles.field}>
        <label htmlFor={untilId}>{words.expires}</label>
        <input id={untilId} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
      </div>
      <p>{words.explains}</p>
    </Confirm>
  );
}

function Scopes({ chosen, onChange }: { chosen: readonly Scope[]; onChange: (scopes: Scope[]) => void }) {
  return (
    <fieldset className={styles.field}>
      <legend>{words.scopes}</legend>
      {SCOPES.map((scope) => (
        <label key={scope} className={styles.scope}>
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ target }) =>
              onChange(SCOPES.filter((one) => (one === scope ? target.checked : chosen.includes(one))))
            }
          />
          <span>
            <code>{scope}</code>: {keysTexts.scopes[scope]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** When a day of the reader ends. */
function endOf(day: string): string {
  const end = new Date(`${day}T00:00`);
  end.setDate(end.getDate() + 1);
  return end.toISOString();
}
