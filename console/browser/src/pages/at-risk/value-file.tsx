import { useId, useState } from 'react';
import { churn } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';

const words = texts.atRisk.values;

/** Stores what users are worth from a CSV of this computer. */
export function ValueFile() {
  const [file, setFile] = useState<File | null>(null);
  const [outcome, setOutcome] = useState('');
  const inputId = useId();
  return (
    <>
      <ConfirmedAction
        words={words}
        isReady={file !== null}
        run={async () => churn.send('put', '/admin/users/values', { body: await file!.text() })}
        onDone={({ users, erasedUsers }) => setOutcome(words.done(count(users), count(erasedUsers)))}
      >
        <div className="field">
          <label htmlFor={inputId}>{words.file}</label>
          <input
            id={inputId}
            type="file"
            accept=".csv"
            onChange={({ target }) => setFile(target.files?.[0] ?? null)}
          />
        </div>
      </ConfirmedAction>
      <span aria-live="polite">{outcome}</span>
    </>
  );
}
