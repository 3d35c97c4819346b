import { HourlyUpkeep, LiveModel, SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import type { ChurnModel } from '../model/churn-model.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import type { ChurnSettings } from '../settings.js';
import { AudienceMembers } from './audience-members.js';
import { AudiencesRepository } from './audiences.repository.js';

const LOOK_EVERY_MS = 60_000;

/**
 * Updates audiences that no publication of scores updates: after a promotion or rollback at once, after users
 * were excluded within a minute. Old changes go every hour.
 */
@Injectable()
export class AudienceUpkeep implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('audiences');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly hourly: HourlyUpkeep,
    private readonly audiences: AudiencesRepository,
    private readonly members: AudienceMembers,
  ) {}

  onModuleInit(): void {
    this.hourly.add('old changes of audiences', () =>
      this.audiences.deleteOldChanges(this.settings.AUDIENCE_CHANGES_KEEP_DAYS),
    );
    this.live.onServed(() => void this.look());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Updates what is outdated. Never throws: a failure is logged, and the next look tries again. */
  look(): Promise<void> {
    this.looking = this.looking
      .then(() =>
        this.audiences.write(async (transaction) => {
          await this.members.lock(transaction);
          await this.members.updateOutdated(transaction);
        }),
      )
      .catch((error: unknown) => {
        this.logger.warn(`Audiences could not be updated: ${String(error)}`);
      });
    return this.looking;
  }
}
