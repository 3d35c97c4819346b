import type { Transaction } from '#common';

/** All days of one user in so many are read from an index, `user_day_sample`. */
const INDEXED_ONE_IN = 16;
const INDEXED = `AND hashint8extended(d.user_id, 0) & ${INDEXED_ONE_IN - 1} = 0`;
/** With so many days in the index there are too many in all to read all. */
const FEW_INDEXED_DAYS = 500_000;

const COUNT_INDEXED_DAYS = `/* churn.indexed_days */
  SELECT count(*)::int AS days FROM user_day d WHERE d.day BETWEEN $1::date AND $2::date ${INDEXED}`;

/**
 * Of how many users one is to be counted: of 1, everybody, up to 8 million days of users in the span; else so that half
 * a million to a million of their days are read.
 */
export async function oneInOf(
  from: Pick<Transaction, 'query'>,
  span: readonly [string, string],
): Promise<number> {
  const [indexed] = await from.query<{ days: number }>(COUNT_INDEXED_DAYS, [...span]);
  return oneInOfDays(indexed!.days);
}

/** @param indexedDays those of the index */
export function oneInOfDays(indexedDays: number): number {
  if (indexedDays < FEW_INDEXED_DAYS) return 1;
  return INDEXED_ONE_IN * 2 ** Math.floor(Math.log2(indexedDays / FEW_INDEXED_DAYS));
}

/** SQL that narrows rows `d` of user_day to those of one in so many users. @param oneIn of {@link oneInOf} */
export function amongOneIn(oneIn: number): string {
  return oneIn === 1 ? '' : `${INDEXED} AND hashint8extended(d.user_id, 0) & ${oneIn - 1} = 0`;
}
