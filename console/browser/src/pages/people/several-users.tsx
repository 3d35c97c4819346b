import { useId, useState } from 'react';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { ForgetUsers } from './forget-users.js';
import { userIdsIn } from './user-ids.js';

const words = texts.people.several;

/**
 * Leaves users out of scores, lists and training, takes them back, or readmits erased ones. Each answers how many
 * users it changed.
 */
const CHANGES = {
  suppress: async (userIds: string[], reason: string) =>
    (await ingest.send('post', '/admin/users/suppress', { body: { userIds, reason } })).changed,
  unsuppress: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/unsuppress', { body: { userIds } })).changed,
  readmit: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/readmit', { body: { userIds } })).readmitted,
};
const NAMES = Object.keys(CHANGES) as (keyof typeof CHANGES)[];

/** Users by a list of ids, all of them at once: leave out, take back, readmit, forget. */
export function SeveralUsers() {
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<string | null>(null);
  const textId = useId();
  const helpId = useId();
  const { userIds, obstacle } = userIdsIn(text);
  const usable = obstacle === null ? userIds : [];
  return (
    <Section title={words.title} note={words.note}>
      <div className="field">
        <label htmlFor={textId}>{words.ids}</label>
        <textarea
          id={textId}
          rows={3}
          spellCheck={false}
          aria-describedby={helpId}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setOutcome(null);
          }}
        />
        <p id={helpId} className="note" aria-live="polite">
          {outcome ?? obstacle ?? words.named(count(userIds.length))}
        </p>
      </div>
      <div className="row">
        {NAMES.map((name) => (
          <ConfirmedAction
            key={name}
            label={words[name].action}
            isDisabled={usable.length === 0}
            title={words[name].asks(count(usable.length))}
            fields={name === 'suppress' ? { reason: { label: texts.people.exclusion.reason } } : undefined}
            run={({ reason }) => CHANGES[name](usable, reason)}
            onDone={(changed) =>
              setOutcome(words[name].done(count(changed), count(userIds.length - changed)))
            }
          >
            <p>{words[name].explains}</p>
          </ConfirmedAction>
        ))}
        <ForgetUsers userIds={usable} />
      </div>
    </Section>
  );
}
