import type { Database } from '../database/database.js';
import type { Metrics } from './metrics.js';

/** What a pool of connections is at. */
export function measurePool(metrics: Metrics, name: string, { pool }: Pick<Database, 'pool'>): void {
  const labels = { pool: name };
  metrics.gauge(
    {
      name: 'musicbox_database_connections',
      help: 'Connections of a pool: used by a statement or transaction, or idle',
      labels: ['pool', 'state'],
    },
    () => [
      { labels: { ...labels, state: 'used' }, value: pool.totalCount - pool.idleCount },
      { labels: { ...labels, state: 'idle' }, value: pool.idleCount },
    ],
  );
  metrics.gauge(
    {
      name: 'musicbox_database_connections_limit',
      help: 'Connections that a pool may have at most',
      labels: ['pool'],
    },
    () => [{ labels, value: pool.options.max }],
  );
  metrics.gauge(
    {
      name: 'musicbox_database_waiting_queries',
      help: 'What waits for a connection of a pool; lasting above 0, the pool is too small or statements take too long',
      labels: ['pool'],
    },
    () => [{ labels, value: pool.waitingCount }],
  );
}
