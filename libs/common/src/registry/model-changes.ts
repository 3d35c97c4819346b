import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BoundedClient, CONNECTION_LIMITS } from '../database/bounded-client.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';

const RECONNECT_MS = 1_000;
const LISTEN_WITHIN_MS = 5_000;
/** A missed notification (a connection that died unseen) is made good by looking anyway. */
const LOOK_ANYWAY_MS = 10_000;

/** Hears PostgreSQL's notifications about promotions and rollbacks, over a connection of its own. */
@Injectable()
export class ModelChanges implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('models');
  private readonly listeners = new Map<string, Set<() => void>>();
  private client: BoundedClient | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(@Inject(SETTINGS) private readonly settings: PlatformSettings) {}

  /** @returns a function that ends the subscription */
  subscribe(kind: string, listener: () => void): () => void {
    const listeners = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
    this.timer = setInterval(() => this.notifyAll(), LOOK_ANYWAY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    if (this.closing) return;
    const client = new BoundedClient({
      connectionString: this.settings.DATABASE_URL,
      application_name: 'model changes',
      ...CONNECTION_LIMITS,
      answerWithinMs: LISTEN_WITHIN_MS,
    });
    client.on('notification', ({ payload }) => this.notify(payload ?? ''));
    client.on('error', (error) =>
      this.logger.warn(`Lost the connection that hears of model changes: ${error.message}`),
    );
    client.on('end', () => {
      if (!this.closing) setTimeout(() => void this.connect(), RECONNECT_MS).unref();
    });
    try {
      await client.connect();
      await client.query('LISTEN model_live');
      this.client = client;
      this.notifyAll();
    } catch (error) {
      this.logger.warn(
        `Cannot hear of model changes yet: ${error instanceof Error ? error.message : String(error)}`,
      );
      await client.end().catch(() => undefined);
    }
  }

  private notify(kind: string): void {
    for (const listener of this.listeners.get(kind) ?? []) listener();
  }

  private notifyAll(): void {
    for (const kind of this.listeners.keys()) this.notify(kind);
  }
}
