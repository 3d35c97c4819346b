import { useId, useState } from 'react';
import type { IngestComponents } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { keysTexts } from '../../texts/keys.js';
import styles from './keys.module.css';
import type { KeyWithToken } from './shown-token.js';

const words = keysTexts.make;
type Scope = IngestComponents['schemas']['NewKeyBody']['scopes'][number];
const SCOPES = Object.keys(keysTexts.scopes) as Scope[];
const NAME = /^(?!current$)[a-z0-9][a-z0-9._-]{0,62}$/;

/** Makes a key with a name and scopes. */
export function MakeKey({ onMade }: { onMade: (key: KeyWithToken) => void }) {
  const [made, setMade] = useState(0);
  return (
    // The form of the next key is empty.
    <MakeOneKey
      key={made}
      onMade={(key) => {
        setMade(made + 1);
        onMade(key);
      }}
    />
  );
}

function MakeOneKey({ onMade }: { onMade: (key: KeyWithToken) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read']);
  const [until, setUntil] = useState('');
  const [owner, setOwner] = useState('');
  const [note, setNote] = useState('');
  const isWrong = name !== '' && !NAME.test(name);
  return (
    <ConfirmedAction
      label={words.action}
      title={words.asks}
      isReady={NAME.test(name) && scopes.length > 0}
      run={() =>
        ingest.send('post', '/admin/keys', {
          body: {
            name,
            scopes: [...scopes],
            expiresAt: until === '' ? undefined : endOf(until),
            owner: owner || undefined,
            note: note || undefined,
          },
        })
      }
      onDone={onMade}
    >
      <Field
        label={words.name}
        help={isWrong ? words.nameWrong(name) : words.nameHelp}
        isWrong={isWrong}
        value={name}
        maxLength={63}
        onChange={setName}
      />
      <Field label={words.owner} help={words.ownerHelp} value={owner} maxLength={100} onChange={setOwner} />
      <Field label={words.note} help={words.noteHelp} value={note} maxLength={200} onChange={setNote} />
      <Scopes chosen={scopes} onChange={setScopes} />
      <Field label={words.expires} type="date" value={until} onChange={setUntil} />
      <p>{words.explains}</p>
    </ConfirmedAction>
  );
}

/** A field of one line, with what it is for below it. */
function Field({
  label,
  help,
  isWrong = false,
  type = 'text',
  value,
  maxLength,
  onChange,
}: {
  label: string;
  help?: string;
  isWrong?: boolean;
  type?: 'text' | 'date';
  value: string;
  maxLength?: number;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const helpId = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={help === undefined ? undefined : helpId}
        aria-invalid={isWrong}
        onChange={({ target }) => onChange(target.value)}
      />
      {help !== undefined && (
        <p id={helpId} className={styles.help} role={isWrong ? 'alert' : undefined}>
          {help}
        </p>
      )}
    </div>
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
