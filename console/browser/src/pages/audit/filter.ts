import type { IngestPaths } from '../../data/contracts.js';

export const FILTERS = ['key', 'action', 'outcome', 'from', 'to'] as const;
/** What narrows the list; days are those of the reader. */
export type Filter = { readonly [Name in (typeof FILTERS)[number]]?: string | undefined };
type Query = NonNullable<IngestPaths['/admin/audit']['get']['parameters']['query']>;

/** What is asked of the service: from the start of the first day until the last day has ended. */
export function queryOf({ outcome, from, to, ...same }: Filter): Query {
  return {
    ...same,
    outcome: outcome as Query['outcome'],
    from: from && startOf(from),
    to: to && startOf(to, 1),
  };
}

function startOf(day: string, daysLater = 0): string | undefined {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + daysLater);
  // Of what is no day, typed into the address.
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
