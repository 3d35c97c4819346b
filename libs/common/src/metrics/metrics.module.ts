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
    measureConnections(metrics, database, exports);
    measureStandby(metrics, reads);
  }
}

function measureConnections(metrics: Metrics, { pool }: Database, exports: Exports): void {
  const of = { requests: { pool: 'requests' }, exports: { pool: 'exports' } };
  metrics.gauge(
    {
      name: 'musicbox_database_connections',
      help: 'Connections of a pool: used by a statement or transaction, or idle',
      labels: ['pool', 'state'],
    },
    () => [
      { labels: { ...of.requests, state: 'used' }, value: pool.totalCount - pool.idleCount },
      { labels: { ...of.requests, state: 'idle' }, value: pool.idleCount },
      { labels: { ...of.exports, state: 'used' }, value: exports.connections.used },
    ],
  );
  metrics.gauge(
    {
      name: 'musicbox_database_connections_limit',
      help: 'Connections that a pool may have at most',
      labels: ['pool'],
    },
    () => [
      { labels: of.requests, value: pool.options.max },
      { labels: of.exports, value: exports.connections.limit },
    ],
  );
  metrics.gauge(
    {
      name: 'musicbox_database_waiting_queries',
      help: 'What waits for a connection of a pool; lasting above 0, the pool is too small or statements take too long',
      labels: ['pool'],
    },
    () => [{ labels: of.requests, value: pool.waitingCount }],
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
    async () => {
      const lagMs = (await reads.standby?.lagMs()) ?? null;
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
