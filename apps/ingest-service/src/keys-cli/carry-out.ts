import { KeysRepository, NamedKeys } from '#common';
import type { Database } from '#common';
import { auditedChange } from './audited-change.js';
import { keyTable } from './key-table.js';
import type { KeysTask } from './keys-command.js';

/** What to print: `out` for programs, `notes` for people. */
export interface Printed {
  readonly out: string;
  readonly notes: string;
}

const PAGE = 1_000;

/** Does what the user wants. @param account whose command it is */
export async function carryOut(task: KeysTask, database: Database, account: string): Promise<Printed> {
  const keys = new NamedKeys(new KeysRepository(database));
  const by = { name: `cli:${account}`, scopes: null };
  const changed = <T>(
    action: string,
    parameters: Record<string, unknown>,
    work: () => Promise<T>,
  ): Promise<T> => auditedChange(database, { action, by: by.name, parameters, work });
  if (task.do === 'list') return { out: keyTable(await keys.page(null, PAGE)), notes: '' };
  if (task.do === 'create') {
    const { key } = task;
    const { token } = await changed('POST /admin/keys', { ...key }, () => keys.create(key, by));
    return { out: token, notes: `This is the token of ${key.name}; it is not shown again.` };
  }
  const { name } = task;
  if (task.do === 'rotate') {
    const { graceSeconds } = task;
    const { token } = await changed('POST /admin/keys/:name/rotate', { name, graceSeconds }, () =>
      keys.rotate(name, graceSeconds, by),
    );
    return {
      out: token,
      notes: `This is the new token of ${name}; it is not shown again. The ones before end in ${graceSeconds} seconds.`,
    };
  }
  // With access to the database another admin key can be made at any time.
  await changed('DELETE /admin/keys/:name', { name }, () => keys.revoke(name, by, false));
  return { out: '', notes: `${name} is revoked.` };
}
