import { databaseTrouble } from '#common';

/** Whether an error means that PostgreSQL is away: it ended, or is still starting. */
export function isLostConnection(error: unknown): boolean {
  return databaseTrouble(error)?.code === 'database_unavailable';
}
