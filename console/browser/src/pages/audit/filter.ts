import type { IngestComponents } from '../../data/contracts.js';

type Outcome = IngestComponents['schemas']['AuditEntryDto']['outcome'];

const NAMES = ['key', 'action', 'outcome', 'from', 'to'] as const;
/** What narrows the list; days are those of the reader. */
export type Filter = { readonly [Name in (typeof NAMES)[number]]?: string };
const OUTCOMES: readonly string[] = [
  'started',
  'succeeded',
  'replayed',
  'refused',
  'failed',
] satisfies Outcome[];
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What can be asked of it all; what is empty or cannot be is left out. */
export function filterOf(given: Readonly<Record<string, string | undefined>>): Filter {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = given[name]?.trim() ?? '';
      return canBe(name, value) ? [[name, value]] : [];
    }),
  );
}

function canBe(name: (typeof NAMES)[number], value: string): boolean {
  if (name === 'outcome') return OUTCOMES.includes(value);
  if (name === 'from' || name === 'to') return DAY.test(value) && !Number.isNaN(Date.parse(value));
  return value !== '';
}

/** What is asked of the service: from the start of the first day until the last day has ended. */
export function queryOf({ outcome, from, to, ...same }: Filter) {
  return {
    ...same,
    ...(outcome === undefined ? {} : { outcome: outcome as Outcome }),
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: startOf(to, 1) }),
  };
}

function startOf(day: string, daysLater = 0): string {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}
