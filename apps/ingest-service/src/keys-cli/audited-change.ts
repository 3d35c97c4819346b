import { AuditLog, DomainError } from '#common';
import type { Database } from '#common';

/**
 * Carries out a change with an entry in the audit, as a service does with a request.
 * @param change the action as the API calls it, and the name of its caller
 */
export async function auditedChange<T>(
  database: Database,
  { by, ...change }: { action: string; by: string; parameters: Record<string, unknown> },
  work: () => Promise<T>,
): Promise<T> {
  const audit = new AuditLog(database, 'cli');
  const entry = await audit.begin({ ...change, by: { id: 'cli', name: by, scopes: [] }, requestId: null });
  try {
    const result = await work();
    await audit.end(entry, { outcome: 'succeeded', status: null, problem: null });
    return result;
  } catch (error) {
    const problem = error instanceof DomainError ? error.code : null;
    await audit.end(entry, { outcome: problem === null ? 'failed' : 'refused', status: null, problem });
    throw error;
  }
}
