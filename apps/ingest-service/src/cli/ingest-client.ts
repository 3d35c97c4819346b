import type { JobDto } from '#common';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from './cli-error.js';

const POLL_MS = 500;

/** Talks to the running ingest service. */
export class IngestClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /**
   * Makes sure that the service answers and takes the key, before anything is sent: it would refuse in the middle of a
   * large archive, and that reads like a broken connection.
   */
  async check(): Promise<void> {
    const response = await this.fetch('GET', '/admin/exports/none', {});
    if (response.status === 401 || response.status === 403) throw this.wrongKey();
  }

  /** Loads a folder or archive below the service's own logs folder. */
  async load(path: string): Promise<JobDto> {
    return await this.ask('POST', '/admin/ingest/archives', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path }),
    });
  }

  /** Sends one archive; `sent` hears how many bytes have left. */
  async upload(name: string, path: string, sent: (bytes: number) => void): Promise<JobDto> {
    let bytes = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
        yield chunk as Buffer;
        bytes += (chunk as Buffer).length;
        sent(bytes);
      }
    };
    return await this.ask('PUT', `/admin/ingest/archives/${encodeURIComponent(name)}`, {
      headers: { 'content-type': 'application/octet-stream' },
      body: Readable.toWeb(Readable.from(counted(), { objectMode: false })) as ReadableStream<Uint8Array>,
      duplex: 'half',
    });
  }

  /** Follows the job by server-sent events to its end, in whatever state; asks again when the stream breaks off. */
  async follow(job: JobDto, progress: (job: JobDto) => void): Promise<JobDto> {
    for (;;) {
      for await (const seen of this.events(job.id)) {
        progress(seen);
        if (isFinished(seen)) return seen;
      }
      await sleep(POLL_MS);
      const asked = await this.ask('GET', `/jobs/${job.id}`);
      if (isFinished(asked)) return asked;
    }
  }

  private async *events(id: string): AsyncGenerator<JobDto> {
    try {
      const response = await this.fetch('GET', `/jobs/${id}/stream`, {});
      if (response.status !== 200 || response.body === null) return;
      let text = '';
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop()!;
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) yield JSON.parse(data) as JobDto;
        }
      }
    } catch (error) {
      if (error instanceof CliError) throw error;
    }
  }

  private async ask(method: string, path: string, init: RequestInit = {}): Promise<JobDto> {
    const response = await this.fetch(method, path, init);
    const body = (await response.json().catch(() => ({}))) as JobDto & { detail?: string };
    if (response.ok) return body;
    if (response.status === 401 || response.status === 403) throw this.wrongKey();
    throw new CliError(
      `The service refused ${path} (status ${response.status}): ${body.detail ?? 'it gave no reason.'}`,
    );
  }

  private wrongKey(): CliError {
    return new CliError(
      `The service at ${this.url} does not take this key for loading: give its admin key with --key.`,
    );
  }

  private async fetch(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${this.key}` };
    try {
      return await fetch(this.url + path, { ...init, method, headers });
    } catch (cause) {
      const reason = (cause as { cause?: { code?: string } }).cause?.code ?? (cause as Error).message;
      throw new CliError(
        `The ingest service at ${this.url} does not answer (${reason}): is it running? Start it with npm start.`,
        { cause },
      );
    }
  }
}

function isFinished({ state }: JobDto): boolean {
  return state !== 'queued' && state !== 'running';
}
