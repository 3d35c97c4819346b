import { Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, Provider } from '@nestjs/common';
import { Database } from '../database/database.js';
import { SETTINGS } from '../settings/platform-settings.js';
import { Metrics } from '../metrics/metrics.js';
import { ModelRegistry } from './model-registry.js';
import type { PromotionBody, RollbackBody } from './model-version.dto.js';
import type { ModelVersion } from './model-version.entity.js';

/** How often the registry is asked which version is live. */
const LOOK_EVERY_MS = 1_000;
/** As often after a failure: what cannot be loaded may be large. */
const RETRY_AFTER_MS = 10_000;

export interface LoadedModel<Model> {
  version: ModelVersion;
  model: Model;
}

/**
 * The live model of a kind, decoded in memory. A promotion or rollback by another instance is noticed within
 * a second, by one small statement. A request that took `current()` uses that version to its end. A version
 * that cannot be loaded is not served: the one before stays.
 */
export class LiveModel<Model> implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('models');
  private loaded: LoadedModel<Model> | null = null;
  private loading: Promise<void> | null = null;
  /** Whether another version may have gone live since the last look. */
  private isStale = false;
  private prepared: LoadedModel<Model> | null = null;
  private hasFailed = false;
  private looking: NodeJS.Timeout | undefined;
  private isClosing = false;
  private readonly servedListeners: (() => void)[] = [];

  constructor(
    private readonly registry: ModelRegistry,
    readonly kind: string,
    private readonly decode: (artefact: Buffer, version: ModelVersion) => Model | Promise<Model>,
    metrics: Metrics,
  ) {
    this.show(metrics);
  }

  /** @param kindOf the kind by the settings of the service */
  static provider<Model>(
    token: symbol,
    kindOf: (settings: never) => string,
    decode: (artefact: Buffer, version: ModelVersion, database: Database) => Model | Promise<Model>,
  ): Provider {
    return {
      provide: token,
      inject: [SETTINGS, ModelRegistry, Metrics, Database],
      useFactory: (settings: never, registry: ModelRegistry, metrics: Metrics, database: Database) =>
        new LiveModel<Model>(
          registry,
          kindOf(settings),
          (artefact, version) => decode(artefact, version, database),
          metrics,
        ),
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.lookLater();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    clearTimeout(this.looking);
    await this.loading;
  }

  current(): LoadedModel<Model> | null {
    return this.loaded;
  }

  /** @param listener is called whenever another version is served, also the first one */
  onServed(listener: () => void): void {
    this.servedListeners.push(listener);
  }

  /**
   * Reads a version that is about to go live, as `ModelRegistry.publish` and `promote` ask for. What could be
   * read here is served afterwards without being read again.
   */
  readonly prepare = async (artefact: Buffer, version: ModelVersion): Promise<void> => {
    this.prepared = { version, model: await this.decode(artefact, version) };
  };

  /**
   * Loads the live version unless it is loaded already; a version that goes live meanwhile is loaded after
   * it. Never throws: a failure is logged and tried again later.
   */
  async refresh(): Promise<void> {
    this.isStale = true;
    this.loading ??= this.loadWhileStale().finally(() => (this.loading = null));
    await this.loading;
  }

  /**
   * Makes a version live, and returns once this instance serves it.
   * @throws DomainError as ModelRegistry.promote
   */
  async promote(version: number, options: PromotionBody): Promise<ModelVersion> {
    const promoted = await this.registry.promote(this.kind, version, this.prepare, options);
    await this.refresh();
    return promoted;
  }

  /**
   * As {@link promote}, with the version that was live before. @throws DomainError as ModelRegistry.rollback
   */
  async rollback(options: RollbackBody): Promise<ModelVersion> {
    const restored = await this.registry.rollback(this.kind, this.prepare, options);
    await this.refresh();
    return restored;
  }

  /** Whether what is served is what is live, with the artefact that it has now. */
  async isCurrent(): Promise<boolean> {
    const live = await this.registry.liveArtefact(this.kind);
    return live === null || isSame(this.loaded, { id: live.id, artefactSha256: live.sha256 });
  }

  private lookLater(): void {
    if (this.isClosing) return;
    const waitMs = this.hasFailed ? RETRY_AFTER_MS : LOOK_EVERY_MS;
    this.looking = setTimeout(() => void this.refresh().then(() => this.lookLater()), waitMs).unref();
  }

  private async loadWhileStale(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      this.hasFailed = false;
      await this.load().catch((error: unknown) => {
        this.hasFailed = true;
        this.logger.error(
          `The live ${this.kind} model could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }
  }

  private show(metrics: Metrics): void {
    const { kind } = this;
    const reading = (read: (version: ModelVersion) => number) => () =>
      this.loaded === null ? null : [{ labels: { kind }, value: read(this.loaded.version) }];
    metrics.gauge(
      {
        name: 'musicbox_model_version',
        help: 'Version of the model that is served; absent while there is none',
        labels: ['kind'],
      },
      reading(({ version }) => version),
    );
    metrics.gauge(
      {
        name: 'musicbox_model_age_seconds',
        help: 'How long ago the model that is served was trained',
        labels: ['kind'],
      },
      reading(({ createdAt }) => (Date.now() - createdAt.getTime()) / 1000),
    );
  }

  private async load(): Promise<void> {
    if (await this.isCurrent()) return;
    const version = await this.registry.live(this.kind);
    if (version === null) return;
    const prepared = isSame(this.prepared, version) ? this.prepared!.model : null;
    this.prepared = null;
    const model = prepared ?? (await this.decode(await this.registry.artefact(version), version));
    this.loaded = { version, model };
    this.logger.log(`${this.kind} version ${version.version} is served now`);
    for (const listener of this.servedListeners) listener();
  }
}

function isSame(
  known: { readonly version: ModelVersion } | null,
  { id, artefactSha256 }: Pick<ModelVersion, 'id' | 'artefactSha256'>,
): boolean {
  return known?.version.id === id && known.version.artefactSha256 === artefactSha256;
}
