import type { IngestPaths, QueryOf } from '../../data/contracts.js';
import { startOfDay } from '../../format/times.js';
import { auditTexts } from '../../texts/audit.js';

const { actions } = auditTexts;

export const FILTERS = ['key', 'action', 'outcome', 'from', 'to'] as const;
/** What narrows the list; days are those of the reader. */
export type Filter = { readonly [Name in (typeof FILTERS)[number]]?: string | undefined };
type Query = QueryOf<IngestPaths['/admin/audit']>;

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

/** An action in words; jobs and routes without words as they are. */
export function actionInWords(action: string): string {
  return actions[action] ?? action;
}

/** Actions to choose from, and their words, in the order of these. @param chosen one that may have no words */
export function actionChoices(chosen: string | undefined): (readonly [action: string, words: string])[] {
  const known = Object.entries(actions).sort(([, a], [, b]) => a.localeCompare(b));
  return chosen === undefined || chosen === '' || chosen in actions ? known : [[chosen, chosen], ...known];
}
