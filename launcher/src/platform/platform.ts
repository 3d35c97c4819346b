import { rmSync } from 'node:fs';
import type { ServiceUrls } from '../data-folder/access.js';
import { urlOfService } from '../data-folder/access.js';
import type { DataFolder } from '../data-folder/data-folder.js';
import type { Keys } from '../data-folder/keys.js';
import type { LauncherLock } from '../data-folder/launcher-lock.js';
import { PlatformStateRepository } from '../database/platform-state.repository.js';
import type { PlatformDatabase } from '../database/platform-database.js';
import { LauncherError } from '../launcher-error.js';
import type { LogSource } from '../logs/log-source.js';
import type { LauncherOptions } from '../options/launcher-options.js';
import { ServiceClient } from '../preparation/service-client.js';
import { ManagedService } from '../services/managed-service.js';
import { defineServices } from '../services/service-definitions.js';
import { rememberServices } from '../services/stale-services.js';

/** Everything one launcher has running, filled step by step, stopped in the reverse order. */
export class Platform {
  readonly urls: ServiceUrls;
  readonly stopSignal: AbortSignal;
  folder: DataFolder | undefined;
  lock: LauncherLock | undefined;
  keys: Keys | undefined;
  database: PlatformDatabase | undefined;
  logs: LogSource | undefined;
  /** Why a model could not be trained, by service; the platform runs without it. */
  readonly untrained = new Map<string, string>();
  private services: ManagedService[] = [];
  private stopped: Promise<void> | undefined;

  constructor(
    readonly options: LauncherOptions,
    readonly dist: string,
    private readonly stopper: AbortController,
  ) {
    this.stopSignal = stopper.signal;
    const url = (port: number): string => urlOfService(options.host, port);
    this.urls = {
      ingest: url(options.ports.ingest),
      churn: url(options.ports.churn),
      recommender: url(options.ports.recommender),
    };
  }

  get state(): PlatformStateRepository {
    return new PlatformStateRepository(need(this.database).url);
  }

  get client(): ServiceClient {
    return new ServiceClient(this.urls, need(this.keys).adminKey);
  }

  async startServices(): Promise<void> {
    const folder = need(this.folder);
    const definitions = defineServices(this.options, {
      folder,
      keys: need(this.keys),
      urls: this.urls,
      databaseUrl: need(this.database).url,
      logs: need(this.logs).folder,
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
  }

  /** Restarts whatever dies, until stopped. */
  async supervise(say: (line: string) => void): Promise<void> {
    const watches = [
      need(this.database).keepRunning(this.stopSignal, say),
      ...this.services.map((service) => service.keepRunning(this.stopSignal, say)),
    ];
    await Promise.all(
      watches.map((watch) =>
        watch.catch((error: unknown) => {
          if (!this.stopSignal.aborted) throw error;
        }),
      ),
    );
  }

  /** Services first, then the database under them, then the lock; may be called twice. */
  stop(): Promise<void> {
    this.stopper.abort(new LauncherError('The start was interrupted.'));
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    this.lock?.markStopping();
    await Promise.all(this.services.map((service) => service.stop()));
    await this.database?.stop();
    if (this.folder && this.lock) rmSync(this.folder.services, { force: true });
    this.lock?.release();
  }
}

/** A step used what an earlier step provides; anything else is a mistake in the order of the steps. */
export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A step of the start ran before the one it needs.');
  return value;
}
