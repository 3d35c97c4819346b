import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';

/** What matters is a fast answer, a slow one, one that feels stuck, and one that runs into a limit. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 2.5, 10];
const UNMATCHED = 'unmatched';

interface Labels {
  readonly method: string;
  readonly route: string;
  readonly status: string;
}

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
  const known = new Map<string, Map<string, Labels[]>>();
  const labelsOf = (method: string, route: string, status: number): Labels => {
    let routes = known.get(method);
    if (routes === undefined) known.set(method, (routes = new Map<string, Labels[]>()));
    let byStatus = routes.get(route);
    if (byStatus === undefined) routes.set(route, (byStatus = []));
    return (byStatus[status] ??= { method, route, status: String(status) });
  };
  fastify.addHook('onResponse', (request, reply, done) => {
    const labels = labelsOf(request.method, request.routeOptions.url ?? UNMATCHED, reply.statusCode);
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}
