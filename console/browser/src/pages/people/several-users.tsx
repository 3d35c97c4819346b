import { useState } from 'react';
import { csvOf } from '../../data/csv.js';
import { churn, ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Field } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { ForgetUsers } from './forget-users.js';
import { userIdsIn } from './user-ids.js';

const words = texts.people.several;
const UNTIL: FieldSpec = { label: words.until, type: 'date' };

interface Values {
  reason: string;
  until: string;
}

/**
 * Suppresses contacts, leaves users out of scores, lists and training, takes them back, or readmits erased ones.
 * Each answers how many users it changed.
 */
const CHANGES = {
  suppress: async (userIds: string[], { reason, until }: Values) => {
    const rows = [['user_id', 'reason', 'until'], ...userIds.map((userId) => [userId, reason, until])];
    return (await churn.send('put', '/admin/users/contact-suppressions', { body: csvOf(rows) })).users;
  },
  exclude: async (userIds: string[], { reason }: Values) =>
    (await ingest.send('post', '/admin/users/exclude', { body: { userIds, reason } })).changed,
  include: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/include', { body: { userIds } })).changed,
  readmit: async (userIds: string[]) =>
    (await ingest.send('post', '/admin/users/readmit', { body: { userIds } })).readmitted,
};
const NAMES = Object.keys(CHANGES) as (keyof typeof CHANGES)[];

function fieldsOf(name: keyof typeof CHANGES): Partial<Record<keyof Values, FieldSpec>> {
  const reason = { label: texts.people.exclusion.reason };
  if (name === 'suppress') return { reason, until: { ...UNTIL, isOptional: true } };
  return name === 'exclude' ? { reason } : {};
}

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
            fields={fieldsOf(name)}
            run={(values) => CHANGES[name](usable, values)}
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
