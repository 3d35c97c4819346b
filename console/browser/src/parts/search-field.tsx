import { useId, useState } from 'react';
import styles from './search-field.module.css';

/** A search that begins by Enter or by the button; the address keeps it, so that it can be passed on. */
export function SearchField({
  label,
  action,
  value,
  pattern,
  help,
  onSearch,
}: {
  label: string;
  action: string;
  value: string;
  /** What may be searched for, and what is said of anything else. */
  pattern?: string;
  help?: string;
  onSearch: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  const [isWrong, setWrong] = useState(false);
  const helpId = useId();
  return (
    <form
      role="search"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const isRight = pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text.trim());
        setWrong(!isRight);
        if (isRight) onSearch(text.trim());
      }}
    >
      <label>
        {label}
        <input
          type="search"
          value={text}
          maxLength={200}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? helpId : undefined}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <button type="submit">{action}</button>
      {isWrong && (
        <p id={helpId} role="alert">
          {help}
        </p>
      )}
    </form>
  );
}
