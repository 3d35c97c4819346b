import type { JobDto } from '#common';
import { advisoryLock, Database, JobsService, LiveModel, SETTINGS } from '#common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import type { ChurnModel } from '../model/churn-model.js';
import { SCORE } from './score-job.js';
import { ServingStates } from '../serving/serving-state.js';
import type { ChurnSettings } from '../settings.js';
import type { FailedScoringDto } from './retraining.dto.js';

/** Times everybody is scored for the same loads at most. */
const MOST_ATTEMPTS = 6;
const FIRST_WAIT_MS = 60_000;

/** Input of a job that was started because days had been loaded. */
interface AfterLoadInput {
  /** What was loaded: snapshot date, mark of the archives, live version. */
  readonly afterLoad: string;
  /** From 1 on. */
  readonly attempt: number;
}

/** What is to be done about loads that are not scored yet. */
type NextAttempt =
  /** `at` is when it may begin, in milliseconds since 1970; 0: at once. */
  | { readonly attempt: number; readonly at: number }
  /** Nothing: it is under way, was stopped by hand, succeeded, or has failed too often. */
  | null;

/**
 * The next scoring for `loads`, from the jobs there were (newest first), so that instances and restarts
 * agree. After a failure one minute passes, then two, four, eight and sixteen.
 */
export function nextAttempt(jobs: readonly JobDto[], loads: string): NextAttempt {
  if (jobs.some(({ state }) => state === 'queued' || state === 'running')) return null;
  const last = jobs.find(({ input }) => input['afterLoad'] === loads);
  if (last === undefined) return { attempt: 1, at: 0 };
  return last.state === 'failed' ? afterFailure(last) : null;
}

/** The attempt after a failed one; null when it was the last. */
function afterFailure(failed: JobDto): NextAttempt {
  const attempt = attemptOf(failed);
  if (attempt >= MOST_ATTEMPTS) return null;
  const at = Date.parse(failed.finishedAt ?? failed.createdAt) + FIRST_WAIT_MS * 2 ** (attempt - 1);
  return { attempt: attempt + 1, at };
}

/** Which attempt a job was. */
function attemptOf({ input }: JobDto): number {
  return (input as unknown as AfterLoadInput).attempt;
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

  /** The failed scoring of what is loaded now; null when there is none, or everybody has been scored since. */
  async failure(): Promise<FailedScoringDto | null> {
    const loads = this.settings.CHURN_SCORE_AFTER_LOAD ? await this.unscoredLoads() : null;
    if (loads === null) return null;
    const last = (await this.attempts()).find(({ input }) => input['afterLoad'] === loads);
    if (last?.state !== 'failed') return null;
    const next = afterFailure(last);
    return {
      job: last,
      attempt: attemptOf(last),
      mostAttempts: MOST_ATTEMPTS,
      nextAt: next === null ? null : new Date(next.at).toISOString(),
    };
  }

  /** What is loaded of the newest day's feature window, for the live version; null when the scores of it are there. */
  private async unscoredLoads(): Promise<string | null> {
    if (this.live.current() === null) return null;
    const state = await this.states.newest();
    if (state === null || (state.set !== null && !state.stale)) return null;
    return `${state.snapshotDate} ${state.loads.mark} ${state.live.version.version}`;
  }

  private async startIfDue(loads: string, now: number): Promise<void> {
    const next = nextAttempt(await this.attempts(), loads);
    if (next === null || next.at > now) return;
    const input: AfterLoadInput = { afterLoad: loads, attempt: next.attempt };
    const job = await this.jobs.start(SCORE, input);
    this.logger.log(
      `New days are loaded; job ${job.id} scores everybody` +
        (next.attempt === 1 ? '' : `, attempt ${next.attempt} of ${MOST_ATTEMPTS}`),
    );
  }

  private async attempts(): Promise<JobDto[]> {
    return await this.jobs.list(SCORE, REMEMBERED_JOBS);
  }
}
