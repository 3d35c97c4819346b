import pg from 'pg';

/**
 * Makes the signs of life of all running jobs a minute older: a service then takes the job of a killed process for
 * dead when it looks the next time, not 15 seconds later. Call it when no process that runs jobs is alive.
 */
export async function ageHeartbeats(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `UPDATE job_queue.job SET heartbeat_on = heartbeat_on - interval '1 minute' WHERE state = 'active'`,
    );
  } finally {
    await client.end();
  }
}
