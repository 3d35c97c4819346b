import { JobsService, LiveModel, SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from '../models/live-churn-model.js';
import type { ChurnScorer } from '../scoring/churn-scorer.js';
import { SCORE } from '../scoring/score-job.js';
import { ServingMoments } from '../scoring/serving-moment.js';
import type { ChurnSettings } from '../settings.js';
import { AfterLoadRepository } from './after-load.repository.js';

/** Loads come in batches; everybody is scored once they have been still this long. */
const LOOK_EVERY_MS = 10_000;

/**
 * Scores everybody, and compares past scores with what happened, once new days have been loaded. It looks at what is loaded
 * instead of being told: services share nothing but the database, and what was loaded while no instance ran is seen too.
 */
@Injectable()
export class ScoreAfterLoad implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('schedule');
  private timer: NodeJS.Timeout | undefined;
  private seen: string | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnScorer>,
    private readonly moments: ServingMoments,
    private readonly jobs: JobsService,
    private readonly repository: AfterLoadRepository,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.CHURN_SCORE_AFTER_LOAD) return;
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => {
        this.logger.warn(
          `Could not see whether days were loaded: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }, LOOK_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Starts a scoring when the newest day's scores are missing or stale and nothing was loaded since the look before. */
  async look(): Promise<void> {
    if (this.live.current() === null) return;
    const moment = await this.moments.newest();
    if (moment === null || (moment.set !== null && !moment.stale)) {
      this.seen = null;
      return;
    }
    const loads = `${moment.snapshotDate} ${moment.loads.mark} ${moment.live.version.version}`;
    const still = loads === this.seen;
    this.seen = loads;
    if (still) await this.repository.alone(() => this.startUnlessDone(loads));
  }

  /** One that failed for these loads is not tried again: its reason would be the same, and stands in the job. */
  private async startUnlessDone(loads: string): Promise<void> {
    const [newest] = await this.jobs.list(SCORE, 1);
    const { afterLoad } = (newest?.input ?? {}) as { afterLoad?: string };
    if (newest?.state === 'queued' || newest?.state === 'running' || afterLoad === loads) return;
    const job = await this.jobs.start(SCORE, { afterLoad: loads });
    this.logger.log(`New days are loaded; job ${job.id} scores everybody`);
  }
}
