import { SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import { AuditRepository } from './audit.repository.js';

const EVERY_MS = 3_600_000;

/** Keeps how jobs ended, and drops entries past their time. */
@Injectable()
export class AuditUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('audit');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: AuditRepository,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never throws: what fails is done an hour later. */
  async run(): Promise<void> {
    try {
      await this.repository.keepJobEnds();
      await this.repository.deleteOlderThan(this.settings.AUDIT_KEEP_DAYS);
    } catch (error) {
      this.logger.warn(`The audit could not be brought up to date: ${String(error)}`);
    }
  }
}
