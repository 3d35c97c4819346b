import { AuditLog, DomainError } from '#common';
import type { Database } from '#common';

interface Change<T> {
  /** As the API calls it. */
  readonly action: string;
  readonly by: string;
  readonly parameters: Record<string, unknown>;
  readonly work: () => Promise<T>;
}

/** Carries out a change with an entry in the audit, as a service does with a request. */
export async function auditedChange<T>(
  database: Database,
  { action, by, parameters, work }: Change<T>,
): Promise<T> {
  const audit = new AuditLog(database, 'cli');
  const entry = await audit.begin({
    action,
    by: { id: 'cli', name: by, scopes: [] },
    parameters,
    requestId: null,
  });
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
