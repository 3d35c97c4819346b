import type { Transaction } from '#common';
import { pgDay } from '#common/calendar';
import type { ArchiveName } from '../../formats/archive-name.js';
import { LOCK_CONTENT, LOCK_DAYS, TRY_LOCK_DAY } from './locks.sql.js';

/** Heads of the contents that the archives of the identities $1 have so far. */
const SELECT_HEADS = `/* ingest.heads */
  SELECT head FROM archive WHERE identity = ANY ($1) AND head IS NOT NULL`;

/** In the order of their numbers, as an erasure locks them. */
const LOCK_ARCHIVES = `/* ingest.lock_archives */
  SELECT FROM archive WHERE identity = ANY ($1::text[]) ORDER BY id FOR UPDATE`;

/**
 * Locks the contents that these files have and those that their archives had, so that no other load takes an archive
 * for the duplicate of a content that is being replaced.
 */
export async function lockContents(
  transaction: Transaction,
  files: readonly { archive: Pick<ArchiveName, 'identity'>; head: string | null }[],
): Promise<void> {
  const identities = files.map(({ archive }) => archive.identity);
  const replaced = await transaction.query<{ head: string }>(SELECT_HEADS, [identities]);
  const heads = [...files, ...replaced].flatMap(({ head }) => head ?? []);
  const keys = heads.map((head) => Number.parseInt(head.slice(0, 8), 16) | 0);
  for (const key of [...new Set(keys)].sort((a, b) => a - b)) await transaction.query(LOCK_CONTENT, [key]);
}

/** Locks the rows of archives without a day in their names; by identity, since a load may renumber them. */
export async function lockRows(transaction: Transaction, identities: readonly string[]): Promise<void> {
  await transaction.query(LOCK_ARCHIVES, [identities]);
}

export async function lockDays(transaction: Transaction, days: readonly string[]): Promise<void> {
  await transaction.query(LOCK_DAYS, [days.map(pgDay).sort((a, b) => a - b)]);
}

/** Locks a day without waiting; false: another transaction has it. */
export async function tryLockDay(transaction: Transaction, day: string): Promise<boolean> {
  const [lock] = await transaction.query<{ free: boolean }>(TRY_LOCK_DAY, [pgDay(day)]);
  return lock!.free;
}
