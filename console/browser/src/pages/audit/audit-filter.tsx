import { useEffect, useState } from 'react';
import { texts } from '../../texts.js';
import styles from './audit.module.css';
import { filterOf } from './filter.js';
import type { Filter } from './filter.js';

const words = texts.audit;

/** Narrows the list by key, action, outcome and days. @param filter the one in force, the same object as long as it is the same */
export function AuditFilter({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const [draft, setDraft] = useState(filter);
  useEffect(() => setDraft(filter), [filter]);
  const field = (name: keyof Filter) => ({
    value: draft[name] ?? '',
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
  });
  return (
    <form
      role="search"
      className={styles.filter}
      onSubmit={(event) => {
        event.preventDefault();
        onFilter(filterOf(draft));
      }}
    >
      {(['key', 'action'] as const).map((name) => (
        <label key={name}>
          {words.filters[name]}
          <input {...field(name)} maxLength={100} />
        </label>
      ))}
      <label>
        {words.filters.outcome}
        <select {...field('outcome')}>
          <option value="">{words.allOutcomes}</option>
          {Object.entries(words.outcomes).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {words.filters[name]}
          <input {...field(name)} type="date" />
        </label>
      ))}
      <button type="submit">{words.show}</button>
      <button type="button" onClick={() => onFilter({})}>
        {words.clear}
      </button>
    </form>
  );
}
