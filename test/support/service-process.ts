import type { JobDto } from '#common';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConformingAnswers } from './conforming-answers.js';
import { holdOutput, isShownOnFailure } from './process-output.js';

export const READ_KEY = 'read-key-of-the-tests';
export const ADMIN_KEY = 'admin-key-of-the-tests';

const START_MS = 60_000;
const JOB_MS = 180_000;
const STOP_MS = 20_000;
/** The document and its page. */
const UNDOCUMENTED = /^\/docs/;
const SHOWN_OUTPUT = 4_000;

export interface Question {
  method?: string;
  /** Sent as JSON. */
  body?: object;
  /** Sent as it is. */
  rawBody?: string | Buffer;
  /** Default: the read key, and the admin key below /admin. Null sends none. */
  key?: string | null;
  headers?: Record<string, string>;
}

export interface Answer<Body = unknown> {
  status: number;
  contentType: string;
  headers: Headers;
  text: string;
  /** Parsed when the answer is JSON, else null. */
  body: Body;
}

/** A compiled service as a process of its own, with all it has printed. */
export class ServiceProcess {
  readonly process: ChildProcess;
  /** Without a slash at the end; known from `ready` on. */
  url = '';
  output = '';
  /** Every answer must be as documented, once this is set. */
  answers: ConformingAnswers | null = null;
  private readonly killWithUs = (): boolean => this.process.kill('SIGKILL');

  /**
   * @param name its folder below apps/
   * @param command what is put in front of `node`, to start it with fewer rights
   * @param compiled its main file
   */
  constructor(
    readonly name: string,
    environment: Record<string, string>,
    command: string[] = [],
    compiled = `dist/programs/${name}.js`,
  ) {
    const script = resolve(compiled);
    const [program, ...before] = [...command, process.execPath];
    this.process = spawn(program, [...before, script], {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        NODE_ENV: 'test',
        PORT: '0',
        READ_KEYS: READ_KEY,
        ADMIN_KEYS: ADMIN_KEY,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
      holdOutput(name, stream);
    }
    this.process.on('error', (error) => (this.output += `${error.message}\n`));
    process.once('exit', this.killWithUs);
  }

  get ended(): boolean {
    return (
      this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined
    );
  }

  /** Waits until the service answers that it is ready. @throws with its output when it ends or takes too long */
  async ready(): Promise<void> {
    const deadline = Date.now() + START_MS;
    for (;;) {
      const url = /listens on (http:\/\/[\w.:[\]]+)/.exec(this.output)?.[1];
      if (url !== undefined) {
        this.url = url.replace(/\/$/, '');
        const answer = await this.ask('/health/ready', { key: null }).catch(() => null);
        if (answer?.status === 200) return;
      }
      if (this.ended) throw this.failure('ended before it was ready');
      if (Date.now() > deadline) throw this.failure('is not ready in time');
      await sleep(50);
    }
  }

  /** Asks once, whatever the answer. @throws when there is none */
  async ask<Body = unknown>(path: string, question: Question = {}): Promise<Answer<Body>> {
    const { body, rawBody, headers = {} } = question;
    const key = question.key === undefined ? defaultKey(path) : question.key;
    const sent = body === undefined ? rawBody : JSON.stringify(body);
    const method = question.method ?? (sent === undefined ? 'GET' : 'POST');
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        method,
        headers: {
          ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
          ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(sent === undefined ? {} : { body: sent }),
      });
    } catch (cause) {
      throw this.failure(`gave no answer to ${path}`, cause);
    }
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    if (!UNDOCUMENTED.test(path))
      this.answers?.check(method, path, { status: response.status, headers: response.headers, text });
    const parsed: unknown = /\bjson/.test(contentType) ? JSON.parse(text) : null;
    return { status: response.status, contentType, headers: response.headers, text, body: parsed as Body };
  }

  /** The body of a successful answer. @throws with the answer and the service's output otherwise */
  async get<Body>(path: string, question: Question = {}): Promise<Body> {
    const answer = await this.ask<Body>(path, question);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw this.failure(`answered ${answer.status} to ${path}: ${answer.text}`);
  }

  async startJob(path: string, body?: object): Promise<JobDto> {
    return await this.get<JobDto>(path, { method: 'POST', ...(body === undefined ? {} : { body }) });
  }

  /** The job, when it has ended in any way; a service with more to do than it can is asked again. */
  async waitForJob({ id }: Pick<JobDto, 'id'>, longestMs = JOB_MS): Promise<JobDto> {
    const deadline = Date.now() + longestMs;
    for (;;) {
      const { status, body: job, text } = await this.ask<JobDto>(`/jobs/${id}`);
      if (status !== 200 && status !== 503) throw this.failure(`answered ${status} for job ${id}: ${text}`);
      if (status === 200 && job.state !== 'queued' && job.state !== 'running') return job;
      if (Date.now() > deadline) throw this.failure(`has not ended job ${id}: ${text}`);
      await sleep(100);
    }
  }

  /** Begins a job, waits for it, and answers its result. @throws when it does not succeed */
  async runJob(path: string, body?: object, longestMs = JOB_MS): Promise<Record<string, unknown>> {
    const job = await this.waitForJob(await this.startJob(path, body), longestMs);
    if (job.state === 'succeeded') return job.result!;
    throw this.failure(`job ${job.kind} ${job.state}: ${job.error ?? 'no reason'}`);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it as an operator would; answers the exit code or signal it ended with. */
  async stop(): Promise<string> {
    return await this.end('SIGTERM');
  }

  /** An error; the runner shows what the service printed beside it, or the error does where there is no runner. */
  failure(sentence: string, cause?: unknown): Error {
    const ending = this.ended ? ` (ended: ${this.ending()})` : '';
    const shown = isShownOnFailure() ? '' : `\n${this.output.slice(-SHOWN_OUTPUT)}`;
    return new Error(`${this.name} ${sentence}${ending}${shown}`, { cause });
  }

  private async end(signal: NodeJS.Signals): Promise<string> {
    process.removeListener('exit', this.killWithUs);
    if (!this.ended) {
      const gone = once(this.process, 'exit');
      this.process.kill(signal);
      const timer = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(timer);
    }
    return this.ending();
  }

  private ending(): string {
    return this.process.signalCode ?? String(this.process.exitCode);
  }
}

function defaultKey(path: string): string {
  return path.startsWith('/admin') ? ADMIN_KEY : READ_KEY;
}
