import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../../support/service-process.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

type AttributeValue = { stringValue?: string; intValue?: number };
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: AttributeValue }[];
}
interface TraceExport {
  resourceSpans: {
    resource: { attributes: { key: string; value: AttributeValue }[] };
    scopeSpans: { spans: Span[] }[];
  }[];
}

const SERVER_KIND = 2;
const PARENT_ID = '00f067aa0ba902b7';

/** Takes spans as an OpenTelemetry collector does. */
class Collector {
  readonly exports: TraceExport[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.url === '/v1/traces')
          this.exports.push(JSON.parse(Buffer.concat(chunks).toString()) as TraceExport);
        response.setHeader('Content-Type', 'application/json');
        response.end('{}');
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  spans(traceId: string): Span[] {
    return this.exports
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans)
      .filter((span) => span.traceId === traceId);
  }
}

const newTrace = () => randomBytes(16).toString('hex');
const traced = (traceId: string, flags = '01') => ({ traceparent: `00-${traceId}-${PARENT_ID}-${flags}` });
const attribute = (span: Span, key: string) => span.attributes.find((found) => found.key === key)?.value;

/** Log lines of the service, as objects. */
function linesOf({ output }: ServiceProcess): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

let database: TestDatabase;
let folder: string;
let service: ServiceProcess | null = null;

async function start(environment: Record<string, string>): Promise<ServiceProcess> {
  const started = new ServiceProcess('ingest-service', {
    DATABASE_URL: database.url,
    LOGS_DIR: folder,
    ...environment,
  });
  service = started;
  await started.ready();
  return started;
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'musicbox-tracing-'));
});
afterEach(async () => {
  await service?.stop();
  service = null;
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

describe('traceparent', () => {
  it('gives log lines and problem documents the id of its trace, and none where it is absent or wrong', async () => {
    const asked = await start({ LOG_LEVEL: 'debug' });
    const [refused, job] = [newTrace(), newTrace()];
    for (const [path, status] of [
      ['/ingest/archives?limit=0', 400],
      ['/nowhere', 404],
      ['/%zz', 400],
    ] as const) {
      const answer = await asked.ask(path, { headers: traced(refused) });
      expect(answer).toMatchObject({ status, body: { status, traceId: refused } });
    }
    const started = await asked.get<{ id: string }>('/admin/ingest/archives', {
      body: { path: '.' },
      headers: { ...traced(job), 'X-Request-Id': 'of-a-job' },
    });
    await asked.waitForJob(started);
    const lines = linesOf(asked);
    const requests = lines.filter(({ context, traceId }) => context === 'http' && traceId === refused);
    expect(requests.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^GET \/ingest\/archives 400$/)]),
    );
    // Written by a service that knows nothing of the request.
    const ofJob = lines.filter(
      ({ context, message }) => context === 'jobs' && String(message).includes(started.id),
    );
    // The worker may log the start before the request logs that it made the job. The job itself belongs to no request.
    const [ofRequest, ofWorker] = [true, false].map((requested) =>
      ofJob.filter((line) => 'requestId' in line === requested),
    );
    expect(ofRequest).toEqual([expect.objectContaining({ traceId: job, requestId: 'of-a-job' })]);
    expect(ofWorker?.length).toBeGreaterThan(0);
    // No trace, no id that nobody could look up.
    for (const headers of [{}, { traceparent: 'nonsense' }] as Record<string, string>[]) {
      const { body } = await asked.ask<object>('/nowhere', { headers });
      expect(body).toHaveProperty('requestId');
      expect(body).not.toHaveProperty('traceId');
    }
    const traces = linesOf(asked).flatMap((line) => ('traceId' in line ? [line['traceId']] : []));
    expect(new Set(traces)).toEqual(new Set([refused, job]));
  });
});

describe('spans', () => {
  it('stand for a request and its statements, below the span of the caller, and name no user', async () => {
    const collector = new Collector();
    const asked = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start() });
    const traceId = newTrace();
    await asked.get('/ingest/archives?limit=1', { headers: traced(traceId) });
    await asked.ask('/health/ready', { headers: traced(traceId) });
    const named = newTrace();
    const nobody = '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';
    await asked.ask(`/jobs/${nobody}`, { headers: traced(named) });
    const unsampled = newTrace();
    await asked.get('/ingest/archives?limit=1', { headers: traced(unsampled, '00') });
    const untraced = await asked.ask<{ traceId: string }>('/ingest/archives?limit=0');
    // Whatever has not been sent yet is sent before the end.
    expect(await asked.stop()).toBe('SIGTERM');

    const spans = collector.spans(traceId);
    const request = spans.filter(({ kind }) => kind === SERVER_KIND);
    expect(request).toHaveLength(1);
    expect(request[0]).toMatchObject({ name: 'GET /ingest/archives', parentSpanId: PARENT_ID });
    expect(attribute(request[0]!, 'http.route')).toEqual({ stringValue: '/ingest/archives' });
    expect(attribute(request[0]!, 'http.response.status_code')).toEqual({ intValue: 200 });
    expect(attribute(request[0]!, 'url.path')).toEqual({ stringValue: '/ingest/archives' });
    const ids = new Map(spans.map((span) => [span.spanId, span]));
    const statements = spans.filter(
      (span) => attribute(span, 'db.system.name') ?? attribute(span, 'db.system'),
    );
    expect(statements.length).toBeGreaterThan(0);
    for (let span of statements) {
      while (ids.has(span.parentSpanId!)) span = ids.get(span.parentSpanId!)!;
      expect(span.spanId).toBe(request[0]!.spanId);
    }
    expect(collector.spans(named).map(({ name }) => name)).toContain('GET /jobs/:id');
    expect(JSON.stringify(collector.spans(named))).not.toContain(nobody);
    expect(collector.spans(unsampled)).toEqual([]);
    // Without a traceparent the trace is that of the span, and the problem document names it.
    expect(collector.spans(untraced.body.traceId)).not.toEqual([]);
    const { attributes } = collector.exports[0]!.resourceSpans[0]!.resource;
    expect(attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'ingest-service' } });
    collector.stop();
  });

  it('are lost, and nothing else, when the collector is away', async () => {
    const collector = new Collector();
    const address = await collector.start();
    collector.stop();
    const asked = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: address });
    for (let n = 0; n < 20; n++) await asked.get('/ingest/archives?limit=1', { headers: traced(newTrace()) });
    expect(await asked.stop()).toBe('SIGTERM');
  });
});
