import { isValidElement } from 'react';
import type { ReactNode } from 'react';
import { count, measure } from '../format/numbers.js';
import { localized } from '../format/service-text.js';
import { texts } from '../texts.js';
import styles from './value-list.module.css';

/** Any JSON that a service answers, as names and values; values may be elements. What is empty is left out. */
export function ValueList({
  value,
  isCompact = false,
}: {
  value: Record<string, unknown>;
  /** In a row rather than below each other. */
  isCompact?: boolean;
}) {
  const entries = Object.entries(value).filter(([, member]) => !isEmpty(member));
  return (
    <dl className={styles.list} data-compact={isCompact}>
      {entries.map(([name, member]) => (
        <div key={name}>
          <dt>{nameInWords(name)}</dt>
          <dd>
            <Value of={member} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ of }: { of: unknown }): ReactNode {
  if (isValidElement(of)) return of;
  if (isObject(of)) return <ValueList value={of} />;
  if (!isList(of)) return written(of);
  if (of.every(isWord)) return of.map(written).join(', ');
  return (
    <ol className={styles.list}>
      {of.map((entry, place) => (
        <li key={place}>
          <Value of={entry} />
        </li>
      ))}
    </ol>
  );
}

export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || (isObject(value) && Object.keys(value).length === 0);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No sentence, and nothing composed. */
function isWord(value: unknown): boolean {
  return !isObject(value) && !isList(value) && !String(value).endsWith('.');
}

export function written(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : measure(value);
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return localized(String(value));
}

const ACRONYMS = /\b(auc|ece|f1|map|ndcg|pr|psi|roc)\b/g;

/** `dataFrom` and `data_from` as "Data from", but for names that say little by themselves. */
export function nameInWords(name: string): string {
  if (name in texts.members) return texts.members[name]!;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace(ACRONYMS, (acronym) => acronym.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
