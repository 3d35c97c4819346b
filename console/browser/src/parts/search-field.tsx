import { useState } from 'react';
import { texts } from '../texts.js';

/** A search that begins by Enter or by the button; the address keeps it, so that it can be passed on. */
export function SearchField({
  label,
  landmark,
  value,
  onSearch,
}: {
  label: string;
  /** Tells it from another search of the page. */
  landmark?: string;
  value: string;
  onSearch: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  return (
    <form
      role="search"
      aria-label={landmark}
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim());
      }}
    >
      <label>
        {label}
        <input type="search" value={text} maxLength={200} onChange={({ target }) => setText(target.value)} />
      </label>
      <button type="submit">{texts.lists.find}</button>
    </form>
  );
}
