import { daysBetween } from '#common/calendar';
import { LEFT_OUT_ON_PURPOSE } from '../formats/rejection.js';
import type { Mapping } from './mapping-schema.js';

export const CONTRACT_RULES = ['rejected', 'rowsADay', 'columns', 'days'] as const;

/** How an archive breaks the contract of its mapping. */
export interface ContractViolation {
  rule: (typeof CONTRACT_RULES)[number];
  /** A sentence. */
  meaning: string;
}

/** What a contract is compared with: one archive, which has events. */
export interface ContractFacts {
  events: number;
  /** Lines by reason. */
  rejected: Record<string, number>;
  /** Days of its events, ascending. */
  days: readonly { day: string; events: number }[];
  /** Those of the contract that no record has a value of. */
  absentColumns: readonly string[];
}

/** Lines that a contract does not count. */
const ON_PURPOSE: readonly string[] = LEFT_OUT_ON_PURPOSE;
const SHOWN_DAYS = 3;

export function violationsOf(
  contract: Mapping['contract'],
  { events, rejected, days, absentColumns }: ContractFacts,
): ContractViolation[] {
  const found: ContractViolation[] = [];
  const { rejected: mostRejected = 1, rowsADay, days: noGaps } = contract ?? {};
  const lines = Object.entries(rejected).reduce(
    (sum, [reason, count]) => (ON_PURPOSE.includes(reason) ? sum : sum + count),
    0,
  );
  const share = lines / Math.max(1, events + lines);
  if (share > mostRejected)
    found.push({
      rule: 'rejected',
      meaning: `${percent(share)} of its records are rejected, more than ${percent(mostRejected)}.`,
    });
  const atLeast = rowsADay?.atLeast ?? 0;
  const small = days.filter((of) => of.events < atLeast).map((of) => `${of.day} (${of.events})`);
  if (small.length > 0)
    found.push({ rule: 'rowsADay', meaning: `Fewer than ${atLeast} events on ${listed(small)}.` });
  if (absentColumns.length > 0)
    found.push({ rule: 'columns', meaning: `No record has the column ${absentColumns.join(', ')}.` });
  const gaps = days.flatMap(({ day }, at) => {
    const before = days[at - 1];
    return before === undefined || daysBetween(before.day, day) === 1 ? [] : [`${before.day} and ${day}`];
  });
  if (noGaps !== undefined && gaps.length > 0)
    found.push({ rule: 'days', meaning: `No events between ${listed(gaps)}.` });
  return found;
}

function listed(places: readonly string[]): string {
  const more = places.length - SHOWN_DAYS;
  return `${places.slice(0, SHOWN_DAYS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
