import { rmSync } from 'node:fs';
import type { Lock } from '#bootstrap/lock-file';
import type { Keys } from '../data-folder/keys.js';
import { urlOfService } from '../data-folder/keys.js';
import { settingsOf } from '../data-folder/churn-windows.js';
import type { ChurnWindows } from '../data-folder/churn-windows.js';
import { placesIn, writePrivately } from '../data-folder/data-folder.js';
import type { DataFolder } from '../data-folder/data-folder.js';
import type { PlatformDatabase } from '../database/platform-database.js';
import { Interrupted } from '../launcher-error.js';
import type { LogSource } from '../logs/log-source.js';
import { SERVER_NAMES } from '../options/launcher-options.js';
import type { LauncherOptions, ServerUrls } from '../options/launcher-options.js';
import { PlatformClient } from '../preparation/platform-client.js';
import type { ModelKind } from '../preparation/platform-client.js';
import { ManagedService } from '../services/managed-service.js';
import { defineServices } from '../services/service-definitions.js';
import { rememberServices } from '../services/stale-services.js';
import { say } from './step-view.js';

/**
 * Everything one launcher has running, filled step by step. PostgreSQL and each service are watched from the
 * time they are ready and started again when they end. `stop` only signals; `close` ends what runs, in the
 * reverse order.
 */
export class Platform {
  readonly urls: ServerUrls;
  readonly folder: DataFolder;
  lock: Lock | undefined;
  keys: Keys | undefined;
  /** What the services read, known before it is decided what of it is loaded. */
  chosenLogs: Pick<LogSource, 'folder' | 'mapping'> | undefined;
  logs: LogSource | undefined;
  /** Why a model could not be trained; the platform runs without it. */
  readonly untrained = new Map<ModelKind, string>();
  private database: PlatformDatabase | undefined;
  private services: ManagedService[] = [];
  private readonly watches: Promise<void>[] = [];
  private readonly stopper = new AbortController();

  constructor(
    readonly options: LauncherOptions,
    readonly dist: string,
  ) {
    const urls = SERVER_NAMES.map((name) => [name, urlOfService(options.host, options[`${name}Port`])]);
    this.urls = Object.fromEntries(urls) as ServerUrls;
    this.folder = placesIn(options.data);
  }

  get stopSignal(): AbortSignal {
    return this.stopper.signal;
  }

  get client(): PlatformClient {
    return new PlatformClient(this.urls, need(this.keys).adminKey, this.stopSignal);
  }

  /** How often PostgreSQL or a service has ended unexpectedly so far. */
  get interruptions(): number {
    return [this.database, ...this.services].reduce((sum, part) => sum + (part?.interruptions ?? 0), 0);
  }

  useDatabase(database: PlatformDatabase): void {
    this.database = database;
    this.watch(database);
  }

  async startServices({ folder: logs, mapping }: Pick<LogSource, 'folder' | 'mapping'>): Promise<void> {
    const { folder } = this;
    const definitions = defineServices(this.options, {
      folder,
      keys: need(this.keys),
      urls: this.urls,
      databaseUrl: need(this.database).url,
      logs,
      mapping,
      dist: this.dist,
    });
    const remember = (): void => {
      rememberServices(
        folder.services,
        this.services.map((service) => service.identity),
      );
    };
    this.services = definitions.map((definition) => new ManagedService(definition, remember));
    for (const service of this.services) service.start();
    await Promise.all(this.services.map((service) => service.waitUntilReady(this.stopSignal)));
    for (const service of this.services) this.watch(service);
  }

  /** Starts the churn service again with these windows, which later starts use, too. */
  async changeChurnWindows(windows: ChurnWindows): Promise<void> {
    writePrivately(this.folder.churnWindows, windows);
    const churn = this.services.find(({ definition }) => definition.program === 'churn-service');
    await need(churn).restartWith(settingsOf(windows), this.stopSignal);
  }

  /** Ends when the platform is asked to stop. @throws what ended it, when no stop was requested */
  async untilStopped(): Promise<void> {
    await Promise.all(this.watches);
    if (!(this.stopSignal.reason instanceof Interrupted)) throw this.stopSignal.reason;
  }

  /** Makes every step and every watch end soon. */
  stop(reason: unknown = new Interrupted()): void {
    if (this.stopSignal.aborted) return;
    this.lock?.markStopping();
    this.stopper.abort(reason);
  }

  /** Ends the services first, then the database under them, then gives the lock back. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.services.map((service) => service.stop()));
    // A PostgreSQL that is just being started again has to be stopped, too.
    await Promise.all(this.watches);
    await this.database?.stop();
    if (this.lock) rmSync(this.folder.services, { force: true });
    this.lock?.release();
  }

  private watch(part: PlatformDatabase | ManagedService): void {
    const watch = part.keepRunning(this.stopSignal, say);
    this.watches.push(
      watch.catch((error: unknown) => {
        this.stop(error);
      }),
    );
  }
}

/** A step used what an earlier step provides; anything else is a mistake in the order of the steps. */
export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A step of the start ran before the one it needs.');
  return value;
}
