import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { Metrics } from './metrics.js';

/**
 * Serves `GET /metrics` on a port of its own, METRICS_PORT, without a key: no load balancer and no client of
 * the API reaches it.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('metrics');
  private server: Server | null = null;

  constructor(
    private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: PlatformSettings,
  ) {}

  /** Where metrics are served; null while they are not. */
  get url(): string | null {
    if (this.server === null) return null;
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, HOST: host } = this.settings;
    if (port === undefined) return;
    const server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        reject(new Error(cannotListen(error, host, port), { cause: error }));
      });
      server.listen(port, host, resolve);
    });
    this.server = server;
    this.metrics.addProcess();
    this.logger.log(`Metrics on ${this.url}`);
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?')[0] !== '/metrics') {
      refuse(response, 404, 'Here is nothing but /metrics.');
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, '/metrics can only be read.');
      return;
    }
    try {
      const text = await this.metrics.text();
      response.setHeader('Content-Type', this.metrics.contentType);
      response.end(text);
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      refuse(response, 500, 'A metric could not be read; the log says why.');
    }
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}

function cannotListen({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') {
    return `METRICS_PORT ${port} is in use by another program; stop it, set METRICS_PORT to a free port, or leave it out to go without metrics.`;
  }
  if (code === 'EACCES')
    return `METRICS_PORT ${port} needs more rights than this account has; set it to 1024 or higher.`;
  return `Metrics cannot be served on ${host}, port ${port} (${message}); set METRICS_PORT to another port, or leave it out.`;
}
