import type { IngestPaths } from '../../data/contracts.js';
import { startOfDay } from '../../format/times.js';

export const FILTERS = ['key', 'action', 'outcome', 'from', 'to'] as const;
/** What narrows the list; days are those of the reader. */
export type Filter = { readonly [Name in (typeof FILTERS)[number]]?: string | undefined };
type Query = NonNullable<IngestPaths['/admin/audit']['get']['parameters']['query']>;

/** What is asked of the service: from the start of the first day until the last day has ended. */
export function queryOf({ outcome, from, to, ...same }: Filter): Query {
  return {
    ...same,
    outcome: outcome as Query['outcome'],
    // What is no day was typed into the address.
    from: from && startOfDay(from),
    to: to && startOfDay(to, 1),
  };
}
