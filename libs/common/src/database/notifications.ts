import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { BoundedClient, CONNECTION_LIMITS } from './bounded-client.js';

const RECONNECT_MS = 1_000;
const LISTEN_WITHIN_MS = 5_000;
/** A missed notification (a connection that died unseen) is made good by looking anyway. */
const LOOK_ANYWAY_MS = 10_000;

/** What is notified of: another version of a model went live (payload: its kind), named keys have changed (no payload). */
const CHANNELS = ['model_live', 'api_key'] as const;
type Channel = (typeof CHANNELS)[number];

/** Hears PostgreSQL's notifications, over a connection of its own. */
@Injectable()
export class Notifications implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('notifications');
  private readonly listeners = new Map<string, Set<() => void>>();
  private client: BoundedClient | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(@Inject(SETTINGS) private readonly settings: PlatformSettings) {}

  /**
   * The listener is also called when a notification may have been missed.
   * @returns a function that ends the subscription
   */
  subscribe(channel: Channel, payload: string, listener: () => void): () => void {
    const topic = topicOf(channel, payload);
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
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
      application_name: 'notifications',
      ...CONNECTION_LIMITS,
      answerWithinMs: LISTEN_WITHIN_MS,
    });
    client.on('notification', ({ channel, payload }) => this.notify(topicOf(channel, payload ?? '')));
    client.on('error', (error) =>
      this.logger.warn(`Lost the connection that hears of changes: ${error.message}`),
    );
    client.on('end', () => {
      if (!this.closing) setTimeout(() => void this.connect(), RECONNECT_MS).unref();
    });
    try {
      await client.connect();
      for (const channel of CHANNELS) await client.query(`LISTEN ${channel}`);
      this.client = client;
      this.notifyAll();
    } catch (error) {
      this.logger.warn(
        `Cannot hear of changes yet: ${error instanceof Error ? error.message : String(error)}`,
      );
      await client.end().catch(() => undefined);
    }
  }

  private notify(topic: string): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }

  private notifyAll(): void {
    for (const topic of this.listeners.keys()) this.notify(topic);
  }
}

function topicOf(channel: string, payload: string): string {
  return `${channel} ${payload}`;
}
