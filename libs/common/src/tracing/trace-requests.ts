import type { FastifyInstance } from 'fastify';
import { inContextOf } from '../logging/request-context.js';
import type { PlatformSettings } from '../settings/platform-settings.js';

/**
 * Log lines of a request say its id and, where it came with a `traceparent`, its trace. With the address of a
 * collector it also makes spans; without one nothing of OpenTelemetry is loaded. Call it before the routes
 * are there.
 */
export async function traceRequests(
  fastify: FastifyInstance,
  service: string,
  settings: PlatformSettings,
): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_TRACES_SAMPLER_ARG: share } = settings;
  if (collector !== undefined) {
    const { makeSpans } = await import('./open-telemetry.js');
    await makeSpans(fastify, { service, collector, share });
  }
  // Not earlier: events of the body would bring the context of their connection.
  fastify.addHook('preHandler', (request, _reply, done) => inContextOf(request, done));
}
