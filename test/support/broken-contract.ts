import type { Database } from '#common';

/** What a load leaves of a file of the day that breaks the contract of its mapping, as far as trainings are concerned. */
export async function breakContract(database: Database, day: string): Promise<void> {
  // Of no kind, so that coverage stays as it is.
  await database.query(
    `WITH broken AS (
       INSERT INTO archive (identity, name, state, finished_at, violations)
       VALUES ('ours/play/a.csv', 'ours/play/a.csv', 'loaded', now(), $1) RETURNING id)
     INSERT INTO archive_event_day SELECT id, $2::date, 1 FROM broken`,
    [JSON.stringify([{ rule: 'days', meaning: 'No events between one day and another.' }]), day],
  );
}

/** Notes that it may stay so. */
export async function acknowledgeContract(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO acknowledgement (subject, note, by)
     SELECT 'contract.' || id, 'known', 'test' FROM archive WHERE violations <> '[]'`,
  );
}

/** The answer to a training that waits. */
export const CONTRACT_BROKEN = {
  status: 409,
  body: {
    code: 'contract_broken',
    detail: expect.stringContaining(
      'ours/play/a.csv breaks the contract of its mapping. No events between',
    ) as string,
  },
};
