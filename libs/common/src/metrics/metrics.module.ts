import { Module } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Database } from '../database/database.js';
import { Exports } from '../database/exports.js';
import { Reads } from '../database/reads.js';
import { Metrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';

@Module({ providers: [Metrics, MetricsServer], exports: [Metrics] })
export class MetricsModule {
  constructor(metrics: Metrics, database: Database, exports: Exports, reads: Reads) {
    measurePool(metrics, 'requests', database);
    measurePool(metrics, 'exports', exports);
    measureStandby(metrics, reads);
  }
}

/** What a pool of connections is at. */
function measurePool(metrics: Metrics, name: string, { pool }: Pick<Database, 'pool'>): void {
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

/** How the hot standby of DATABASE_READ_URL does; without one only a count of 0. */
function measureStandby(metrics: Metrics, reads: Reads): void {
  metrics.count(
    {
      name: 'musicbox_standby_fallbacks_total',
      help: 'Readings that the primary answered because the standby was off, too far behind or failed',
    },
    () => reads.fallbacks,
  );
  metrics.gauge(
    {
      name: 'musicbox_standby_lag_seconds',
      help: 'How far the standby of DATABASE_READ_URL is behind; absent while it is off or none is set',
    },
    () => {
      const lagMs = reads.standby?.lagMs ?? null;
      return lagMs === null ? null : lagMs / 1000;
    },
  );
}

/** What matters is a fast answer, a slow one, one that feels stuck, and one that runs into a limit. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 2.5, 10];
const UNMATCHED = 'unmatched';

/**
 * Times every request by the pattern of its route, never by its path, which may name a user. Call it before
 * the routes are there.
 */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram(
    {
      name: 'musicbox_http_request_duration_seconds',
      help: 'Requests by the pattern of their route, from their headers to the end of the answer',
      labels: ['method', 'route', 'status'],
    },
    BUCKETS,
  );
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? UNMATCHED;
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}
