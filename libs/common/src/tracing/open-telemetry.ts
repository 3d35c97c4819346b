import { FastifyOtelInstrumentation } from '@fastify/otel';
import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { createRequire } from 'node:module';

const EXPORT_LIMIT_MS = 5_000;
const FLUSH_LIMIT_MS = 2_000;
const COMPLAIN_EVERY_MS = 60_000;

interface SpanSettings {
  service: string;
  /** Address of a collector, without its path for traces. */
  collector: string;
  /** Of the requests that no caller has decided on, the share that gets spans. */
  share: number;
}

/**
 * Makes a span of every request but health checks, below that of its `traceparent`, and of every statement it
 * runs, and sends them to a collector. Global to the process, as OpenTelemetry is. A collector that is away
 * costs its spans and nothing else.
 */
export async function makeSpans(
  fastify: FastifyInstance,
  { service, collector, share }: SpanSettings,
): Promise<void> {
  complainToLog();
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({
          url: `${collector.replace(/\/$/, '')}/v1/traces`,
          timeoutMillis: EXPORT_LIMIT_MS,
        }),
        exportTimeoutMillis: EXPORT_LIMIT_MS,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  observeStatements();
  const requests = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    ignorePaths: ({ url }) => url.startsWith('/health/'),
    requestHook: (span, request) => {
      const route = request.routeOptions.url ?? 'unmatched';
      span.updateName(`${request.method} ${route}`);
      // Instead of the path, which names users and songs.
      span.setAttribute('url.path', route);
      request.spanTraceId = span.spanContext().traceId;
    },
  });
  await fastify.register(requests.plugin());
  fastify.addHook('onClose', async () => {
    await provider.forceFlush({ timeoutMillis: FLUSH_LIMIT_MS }).catch(() => undefined);
  });
}

/**
 * Statements inside of requests; values are not recorded. The instrumentation hooks into `require` and
 * changes the class that all connections share, so one `require` reaches those of `import` too, and no loader
 * has to be named on the command line.
 */
function observeStatements(): void {
  new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true });
  createRequire(import.meta.url)('pg');
}

function complainToLog(): void {
  const logger = new Logger('tracing');
  let complainedAt = -Infinity;
  const complain = (message: string): void => {
    if (performance.now() - complainedAt < COMPLAIN_EVERY_MS) return;
    complainedAt = performance.now();
    logger.warn(`Spans are lost: ${message}`);
  };
  const silent = (): void => undefined;
  diag.setLogger(
    { error: complain, warn: silent, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.ERROR,
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Trace of the span of the request, where spans are made. */
    spanTraceId?: string;
  }
}
