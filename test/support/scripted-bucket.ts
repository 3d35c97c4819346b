import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export const BUCKET_KEYS = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const REGION = 'us-east-1';
/** Keys of one page of a list. */
const PAGE = 2;

interface SignedRequest {
  method: string;
  path: string;
  /** Name and value, encoded. */
  query: [string, string][];
  headers: Record<string, string>;
  payloadHash: string;
}

/**
 * The value of the Authorization header by Signature Version 4 (AWS, "Create a signed AWS API request").
 * @param signed names of the headers that are signed, in small letters
 */
export function authorizationOf(
  { method, path, query, headers, payloadHash }: SignedRequest,
  signed: string[],
  { region, service }: { region: string; service: string },
): string {
  const names = [...signed].sort();
  const parameters = query.map(([name, value]) => `${name}=${value}`).sort();
  const canonical = [
    method,
    path,
    parameters.join('&'),
    ...names.map((name) => `${name}:${headers[name]!.trim()}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
  const time = headers['x-amz-date']!;
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash].join('\n');
  const hmac = (key: string | Buffer, data: string): Buffer =>
    createHmac('sha256', key).update(data).digest();
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${BUCKET_KEYS.secret}`);
  const credential = `${BUCKET_KEYS.id}/${scope.join('/')}`;
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

/** A bucket in this process that speaks the S3 protocol as far as it is used here, and refuses a wrong signature. */
export class ScriptedBucket {
  readonly objects = new Map<string, Buffer>();
  /** So many reads end after that many bytes. */
  cuts = { left: 0, afterBytes: 0 };
  /** So many reads are answered without a byte. */
  emptyReads = 0;
  /** The key behind which each list began. */
  readonly lists: string[] = [];
  /** Key and first byte of every read. */
  readonly reads: [string, number][] = [];
  /** Key of every object that was put, in order. */
  readonly writes: string[] = [];
  /** What every write is answered; 200 stores it. */
  writeStatus = 200;

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.answer(request, response),
    );
  }

  static async start(): Promise<ScriptedBucket> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new ScriptedBucket(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/logs`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, this.url);
    if (!isSigned(request, url)) {
      const error = '<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>';
      response.writeHead(403, { 'content-type': 'application/xml' }).end(error);
    } else if (url.searchParams.get('list-type') === '2') this.list(url, response);
    else if (request.method === 'PUT') void this.write(keyOf(url), request, response);
    else if (request.method === 'DELETE')
      response.writeHead(this.objects.delete(keyOf(url)) ? 204 : 404).end();
    else if (request.method === 'HEAD') this.measure(keyOf(url), response);
    else this.read(keyOf(url), request, response);
  }

  private async write(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const content = await buffer(request);
    if (this.writeStatus === 200) {
      this.writes.push(key);
      this.objects.set(key, content);
    }
    response.writeHead(this.writeStatus).end();
  }

  private list(url: URL, response: ServerResponse): void {
    const prefix = url.searchParams.get('prefix') ?? '';
    const token = url.searchParams.get('continuation-token');
    const after = token ?? url.searchParams.get('start-after') ?? '';
    if (token === null) this.lists.push(after);
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, PAGE);
    const contents = page.map(
      (key) => `<Contents><Key>${key}</Key><LastModified>2026-11-01T00:00:00.000Z</LastModified>
        <ETag>&quot;${this.etagOf(key)}&quot;</ETag><Size>${this.objects.get(key)!.length}</Size></Contents>`,
    );
    const isTruncated = keys.length > PAGE;
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)!}</NextContinuationToken>` : '';
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        `<?xml version="1.0"?><ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
      );
  }

  private measure(key: string, response: ServerResponse): void {
    const content = this.objects.get(key);
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': content.length }).end();
  }

  private read(key: string, request: IncomingMessage, response: ServerResponse): void {
    const content = this.objects.get(key);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    this.reads.push([key, from]);
    if (content === undefined) response.writeHead(404).end();
    else if (request.headers['if-match'] !== `"${this.etagOf(key)}"`) response.writeHead(412).end();
    else if (this.emptyReads > 0) {
      this.emptyReads--;
      response.writeHead(206, { 'content-length': 0 }).end();
    } else {
      const rest = content.subarray(from);
      response.writeHead(206, { 'content-length': rest.length });
      if (this.cuts.left > 0) {
        this.cuts.left--;
        response.write(rest.subarray(0, this.cuts.afterBytes), () => response.destroy());
      } else response.end(rest);
    }
  }

  private etagOf(key: string): string {
    return createHash('md5').update(this.objects.get(key)!).digest('hex');
  }
}

function keyOf({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice('/logs/'.length));
}

function isSigned({ method, headers }: IncomingMessage, url: URL): boolean {
  const given = headers.authorization ?? '';
  const signed = /SignedHeaders=([^,]+)/.exec(given)?.[1]?.split(';') ?? [];
  if (!['host', 'x-amz-date', 'x-amz-content-sha256'].every((name) => signed.includes(name))) return false;
  const query = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => part.split('=') as [string, string]);
  const payloadHash = headers['x-amz-content-sha256'] as string;
  const request = { method: method!, path: url.pathname, query, payloadHash };
  return (
    given ===
    authorizationOf({ ...request, headers: headers as Record<string, string> }, signed, {
      region: REGION,
      service: 's3',
    })
  );
}
