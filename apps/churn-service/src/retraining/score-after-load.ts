import type { JobDto } from '#common';
import { advisoryLock, Database, JobsService, LiveModel, SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import type { ChurnModel } from '../model/churn-model.js';
import { SCORE } from './score-job.js';
import { ServingStates } from '../serving/serving-state.js';
import type { ChurnSettings } from '../settings.js';

/** Times everybody is scored for the same loads at most. */
const MOST_ATTEMPTS = 6;
const FIRST_WAIT_MS = 60_000;

/**
 * When the next scoring for `loads` may begin, in milliseconds since 1970, from the jobs there were (newest first),
 * so that instances and restarts agree; 0: at once. After a failure one minute passes, then two, four, eight and
 * sixteen. Null: none; one is under way, was stopped by hand, succeeded, or has failed too often.
 */
export function nextAttemptAt(jobs: readonly JobDto[], loads: string): number | null {
  if (jobs.some(({ state }) => state === 'queued' || state === 'running')) return null;
  const [last, ...earlier] = jobs.filter(({ input }) => input['afterLoad'] === loads);
  if (last === undefined) return 0;
  if (last.state !== 'failed' || earlier.length + 1 >= MOST_ATTEMPTS) return null;
  return Date.parse(last.finishedAt ?? last.createdAt) + FIRST_WAIT_MS * 2 ** earlier.length;
}

/** Loads come in batches; everybody is scored once they have been still this long. */
const LOOK_EVERY_MS = 10_000;
/** Newest scorings that attempts are looked for among: others may have been started by hand in between. */
const REMEMBERED_JOBS = 50;

const TRY_LOCK = `/* churn.lock_after_load */
  SELECT ${advisoryLock('scoringAfterLoad', '0', 'pg_try_advisory_xact_lock')} AS locked`;

/**
 * Scores everybody, and compares past scores with what happened, once new days have been loaded. It looks at
 * what is loaded instead of being notified: services share nothing but the database, and what was loaded while no
 * instance ran is seen too.
 */
@Injectable()
export class ScoreAfterLoad implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('schedule');
  private timer: NodeJS.Timeout | undefined;
  private seen: string | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly states: ServingStates,
    private readonly jobs: JobsService,
    private readonly database: Database,
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

  /**
   * Starts a scoring when the newest day's scores are missing or stale and nothing was loaded since the look
   * before; after a failed one, once its wait is over. What is known of attempts is in the jobs, so a
   * restart forgets none.
   */
  async look(now = Date.now()): Promise<void> {
    const loads = await this.unscoredLoads();
    const still = loads !== null && loads === this.seen;
    this.seen = loads;
    if (!still) return;
    await this.database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ locked: boolean }>(TRY_LOCK);
      // Otherwise another instance is deciding.
      if (row!.locked) await this.startIfDue(loads, now);
    });
  }

  /** What is loaded of the newest day's feature window, for the live version; null when the scores of it are there. */
  private async unscoredLoads(): Promise<string | null> {
    if (this.live.current() === null) return null;
    const state = await this.states.newest();
    if (state === null || (state.set !== null && !state.stale)) return null;
    return `${state.snapshotDate} ${state.loads.mark} ${state.live.version.version}`;
  }

  private async startIfDue(loads: string, now: number): Promise<void> {
    const at = nextAttemptAt(await this.jobs.list(SCORE, REMEMBERED_JOBS), loads);
    if (at === null || at > now) return;
    const job = await this.jobs.start(SCORE, { afterLoad: loads });
    this.logger.log(`New days are loaded; job ${job.id} scores everybody`);
  }
}
