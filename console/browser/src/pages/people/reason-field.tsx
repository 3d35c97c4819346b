import { useId } from 'react';
import { texts } from '../../texts.js';
import styles from './people.module.css';

/** Why users are left out, in words for those who read it later. */
export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{texts.people.exclusion.reason}</label>
      <input id={id} value={value} maxLength={200} onChange={({ target }) => onChange(target.value)} />
    </div>
  );
}
