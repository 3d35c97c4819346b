import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const EVERY_MS = 20;

/**
 * What the connections of a service are doing, looked at every 20 ms. Statements begin with a comment that
 * names them.
 */
const LOOK = `SELECT query, state, wait_event AS wait FROM pg_stat_activity
  WHERE application_name = 'ingest-service' AND state IN ('active', 'idle in transaction')`;

export interface Sampler {
  /**
   * Seconds by statement; \`idle in transaction\` is our own work between statements, \`waits for us\` a COPY
   * without rows.
   */
  stop(): Promise<Record<string, number>>;
}

export async function sampleStatements(url: string): Promise<Sampler> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const seconds: Record<string, number> = {};
  const stop = new AbortController();
  const looking = (async () => {
    let last = performance.now();
    while (!stop.signal.aborted) {
      await sleep(EVERY_MS);
      const { rows } = await client.query<{ query: string; state: string; wait: string | null }>(LOOK);
      const now = performance.now();
      for (const row of rows) {
        const name = nameOf(row);
        if (name !== null) seconds[name] = (seconds[name] ?? 0) + (now - last) / 1000;
      }
      last = now;
    }
  })();
  return {
    stop: async () => {
      stop.abort();
      await looking;
      await client.end();
      return seconds;
    },
  };
}

function nameOf({
  query,
  state,
  wait,
}: {
  query: string;
  state: string;
  wait: string | null;
}): string | null {
  const name = /^\s*\/\* ([\w.]+) \*\//.exec(query)?.[1];
  if (name === undefined || name.startsWith('jobs.'))
    return state === 'active' ? null : 'idle in transaction';
  if (state !== 'active') return 'idle in transaction';
  return wait === 'ClientRead' ? `${name}, waits for us` : name;
}
