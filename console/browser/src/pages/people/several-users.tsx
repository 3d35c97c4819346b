import { useState } from 'react';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Field } from '../../parts/field.js';
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
  exclude: async (userIds: string[], reason: string) =>
    (await ingest.send('post', '/admin/users/exclude', { body: { userIds, reason } })).changed,
  include: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/include', { body: { userIds } })).changed,
  readmit: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/readmit', { body: { userIds } })).readmitted,
};
const NAMES = Object.keys(CHANGES) as (keyof typeof CHANGES)[];

/** Users by a list of ids, all of them at once: leave out, take back, readmit, forget. */
export function SeveralUsers() {
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<string | null>(null);
  const { userIds, obstacle } = userIdsIn(text);
  const usable = obstacle === null ? userIds : [];
  return (
    <Section title={words.title} note={words.note}>
      <Field
        of={{
          label: words.ids,
          type: 'lines',
          help: outcome ?? obstacle ?? words.named(count(userIds.length)),
        }}
        value={text}
        onChange={(typed) => {
          setText(typed);
          setOutcome(null);
        }}
      />
      <div className="row">
        {NAMES.map((name) => (
          <ConfirmedAction
            key={name}
            words={words[name]}
            of={count(usable.length)}
            isDisabled={usable.length === 0}
            fields={name === 'exclude' ? { reason: { label: texts.people.exclusion.reason } } : undefined}
            run={({ reason }) => CHANGES[name](usable, reason)}
            onDone={(changed) =>
              setOutcome(words[name].done(count(changed), count(userIds.length - changed)))
            }
          />
        ))}
        <ForgetUsers userIds={usable} />
      </div>
    </Section>
  );
}
