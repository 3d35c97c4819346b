import { LiveModel, Metrics } from '#common';
import { DAY_MS } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import type { ChurnModel } from '../model/churn-model.js';
import { ScoreSetsRepository } from './score-sets.repository.js';

interface Freshness {
  scoredAt: Date;
  lagDays: number;
}

/**
 * Shows how old the newest scores of the live model are, and how many days were loaded since; nothing while
 * there are none.
 */
@Injectable()
export class ScoreFreshness {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly loaded: LoadedDaysRepository,
    private readonly sets: ScoreSetsRepository,
    metrics: Metrics,
  ) {
    const ask = metrics.askDatabase(() => this.find());
    metrics.gauge(
      {
        name: 'musicbox_churn_scores_age_seconds',
        help: 'Time since the live model last scored everybody; absent before it has',
      },
      async () => {
        const { newest } = (await ask()) ?? {};
        return newest ? (Date.now() - newest.scoredAt.getTime()) / 1000 : null;
      },
    );
    metrics.gauge(
      {
        name: 'musicbox_churn_scores_lag_days',
        help: 'Days from the snapshot of the newest scores to the newest complete day that is loaded',
      },
      async () => (await ask())?.newest?.lagDays ?? null,
    );
  }

  private async find(): Promise<{ newest: Freshness | null }> {
    const versionId = this.live.current()?.version.id;
    if (versionId === undefined) return { newest: null };
    const [{ newestDay }, set] = await Promise.all([this.loaded.loadedDays(), this.sets.newestOf(versionId)]);
    if (set === null) return { newest: null };
    const lag = newestDay === null ? 0 : Date.parse(newestDay) - Date.parse(set.snapshotDate);
    return { newest: { scoredAt: new Date(set.scoredAt), lagDays: Math.max(0, lag / DAY_MS) } };
  }
}
