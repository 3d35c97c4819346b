import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { ingest } from '../../data/service.js';
import { auditTexts } from '../../texts/audit.js';
import { actionChoices } from './actions.js';
import styles from './audit.module.css';
import { filterOf } from './filter.js';
import type { Filter } from './filter.js';

const words = auditTexts;

/**
 * Narrows the list by key, action, outcome and days. @param filter the one in force, the same object as long
 * as it is the same
 */
export function AuditFilter({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const [draft, setDraft] = useState(filter);
  const keysId = useId();
  const keys = useQuery(ingest.query('/admin/keys', { params: { query: { limit: 200 } } }));
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
      <label>
        {words.filters.key}
        <input {...field('key')} maxLength={100} list={keysId} />
        <datalist id={keysId}>
          {keys.data?.keys.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      <label>
        {words.filters.action}
        <select {...field('action')}>
          <option value="">{words.allActions}</option>
          {actionChoices(draft.action).map(([action, label]) => (
            <option key={action} value={action}>
              {label}
            </option>
          ))}
        </select>
      </label>
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
