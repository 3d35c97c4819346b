import { Database, LiveModel, SETTINGS } from '#common';
import type { LoadedModel } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import type { AlertsDto } from './alerts.dto.js';
import { LoadedDaysRepository } from '../../dataset/loaded-days.repository.js';
import type { Coverage } from '../../dataset/loaded-days.repository.js';
import { incompleteDays, trainingSnapshot } from '../../dataset/windows.js';
import type { ChurnModel } from '../../model/churn-model.js';
import { LIVE_CHURN_MODEL } from '../../registry/live-churn-model.js';
import { ShadowVersions } from '../../registry/shadow-versions.js';
import type { ChurnSettings } from '../../churn.settings.js';
import { OutcomesRepository } from '../outcomes.repository.js';
import { truncatedTraining } from '../score-drift.js';
import { decideAlerts } from './alert-rules.js';
import type { WatchedSet, WatchedState } from './alert-rules.js';

/** The newest $2 sets that version $1 served. */
const SELECT_WATCHED_SETS = `/* churn.watched_sets */
  SELECT s.snapshot_date AS "snapshotDate", s.user_count AS "userCount", s.quantiles
  FROM churn_score_set s WHERE s.model_version_id = $1 ORDER BY s.snapshot_date DESC LIMIT $2`;

/** Snapshots that are looked back over to say since when a rule fires. */
const SETS = 30;

/** What depends on nothing but the logs and how far back the live version looks. */
type LogState = Pick<WatchedState, 'volumes' | 'holes'>;

/**
 * Looks at every rule. Reading is cheap: what the logs say is computed again only after a load, and of scores
 * only what is kept of whole sets is read.
 */
@Injectable()
export class AlertsService {
  /** Of the newest coverage, the same object until something is loaded, and so many days of history. */
  private known: {
    readonly coverage: Coverage;
    readonly historyDays: number;
    readonly logs: Promise<LogState>;
  } | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly loaded: LoadedDaysRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly shadows: ShadowVersions,
    private readonly database: Database,
  ) {}

  async look(): Promise<AlertsDto> {
    const live = this.live.current();
    const coverage = await this.loaded.coverage();
    const [{ synthetic }, logs, matured, shadows, sets] = await Promise.all([
      this.loaded.origin(),
      this.logs(coverage, live?.model.artefact.historyDays ?? this.settings.CHURN_FEATURE_DAYS),
      this.outcomes.matured(SETS),
      this.shadows.comparisons(SETS),
      live === null ? [] : this.database.query<WatchedSet>(SELECT_WATCHED_SETS, [live.version.id, SETS]),
    ]);
    return {
      synthetic,
      newestDay: coverage.days.newestDay,
      modelVersion: live?.version.version ?? null,
      rules: decideAlerts({ ...logs, ...learnedBy(live, coverage), sets, matured, shadows }, this.settings),
    };
  }

  private async logs(coverage: Coverage, historyDays: number): Promise<LogState> {
    if (this.known?.coverage !== coverage || this.known.historyDays !== historyDays)
      this.known = { coverage, historyDays, logs: this.readLogs(coverage, historyDays) };
    const asking = this.known;
    try {
      return await asking.logs;
    } catch (error) {
      if (this.known === asking) this.known = null;
      throw error;
    }
  }

  private async readLogs(
    { days: { firstDay, newestDay }, lastDay, wholeDays }: Coverage,
    historyDays: number,
  ): Promise<LogState> {
    if (firstDay === null || newestDay === null || lastDay === null) return { volumes: [], holes: null };
    const whole = new Set(wholeDays);
    const windowStart = addDays(newestDay, 1 - historyDays);
    const from = windowStart < firstDay ? firstDay : windowStart;
    // The last day may still be being loaded.
    const last = lastDay > newestDay ? addDays(lastDay, -1) : lastDay;
    const broken = incompleteDays(from, last, whole);
    const list = broken.length === 0 ? [] : await this.loaded.incomplete(broken[0]!, broken.at(-1)!, whole);
    return {
      volumes: await this.loaded.volumes(newestDay, whole),
      holes: { days: broken, list, from },
    };
  }
}

/** What the live version learned, and whether there is more to learn. */
function learnedBy(
  live: LoadedModel<ChurnModel> | null,
  { days: { newestDay } }: Coverage,
): Pick<WatchedState, 'reference' | 'truncated' | 'learned'> {
  if (live === null) return { reference: null, truncated: null, learned: null };
  const { artefact } = live.model;
  const { snapshotDate } = artefact;
  const isNewest = newestDay === null || trainingSnapshot(newestDay, artefact) <= snapshotDate;
  return {
    reference: { snapshotDate, ...artefact.trainingScores },
    truncated: truncatedTraining(live),
    learned: isNewest ? snapshotDate : null,
  };
}
