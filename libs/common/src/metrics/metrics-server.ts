import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { fastify } from 'fastify';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { Metrics } from './metrics.js';

/**
 * Serves `GET /metrics` on a port of its own, METRICS_PORT, without a key: no load balancer and no client of
 * the API reaches it.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Where metrics are served; null: they are not. */
  url: string | null = null;
  private readonly logger = new Logger('metrics');
  private readonly server = fastify({ forceCloseConnections: true });

  constructor(
    private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: PlatformSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, HOST: host } = this.settings;
    if (port === undefined) return;
    this.metrics.addProcess();
    this.server.get('/metrics', async (_request, reply) =>
      reply.type(this.metrics.contentType).send(await this.metrics.text()),
    );
    this.server.setErrorHandler((error, _request, reply) => {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return reply.code(500).send('A metric could not be read; the log says why.\n');
    });
    try {
      this.url = `${await this.server.listen({ port, host })}/metrics`;
    } catch (cause) {
      throw new Error(
        `METRICS_PORT ${port} cannot be served on ${host} (${String(cause)}): stop what uses it, set METRICS_PORT to a free port, ` +
          'or leave it out to go without metrics.',
        { cause },
      );
    }
    this.logger.log(`Metrics on ${this.url}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.server.close();
  }
}
