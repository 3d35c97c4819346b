import { count, measure } from '../format/numbers.js';
import styles from './value-list.module.css';

/** Any JSON that a service answers, as names and values; for what differs from kind to kind. */
export function ValueList({ value }: { value: Record<string, unknown> }) {
  const entries = Object.entries(value).filter(([, member]) => !isEmpty(member));
  return (
    <dl className={styles.list}>
      {entries.map(([name, member]) => (
        <div key={name}>
          <dt>{inWords(name)}</dt>
          <dd>{isObject(member) ? <ValueList value={member} /> : shown(member)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (isObject(value) && Object.keys(value).length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : measure(value);
  if (Array.isArray(value))
    return value.map((entry) => (isObject(entry) ? JSON.stringify(entry) : shown(entry))).join(', ');
  return String(value);
}

/** `dataFrom` and `data_from` as "data from". */
function inWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
