import { useId, useState } from 'react';
import { count } from '../../format/numbers.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { ChangeUsers, USER_CHANGES } from './change-users.js';
import { ForgetUsers } from './forget-users.js';
import styles from './people.module.css';
import { userIdsIn } from './user-ids.js';

const words = texts.people.several;

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
      <div className={styles.field}>
        <label htmlFor={textId}>{words.ids}</label>
        <textarea
          id={textId}
          rows={3}
          className={styles.ids}
          spellCheck={false}
          aria-describedby={helpId}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setOutcome(null);
          }}
        />
        <p id={helpId} className={styles.note} aria-live="polite">
          {outcome ?? obstacle ?? words.named(count(userIds.length))}
        </p>
      </div>
      <div className={styles.actions}>
        {USER_CHANGES.map((change) => (
          <ChangeUsers
            key={change}
            change={change}
            userIds={usable}
            onChanged={(changed) =>
              setOutcome(words[change].done(count(changed), count(userIds.length - changed)))
            }
          />
        ))}
        <ForgetUsers userIds={usable} />
      </div>
    </Section>
  );
}
