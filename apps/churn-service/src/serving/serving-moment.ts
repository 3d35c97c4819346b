import { countLookups, DomainError, LiveModel, Metrics } from '#common';
import type { CacheLookups, ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import type { Loads, LogOrigin } from '../dataset/snapshots.repository.js';
import { assertDayLoaded, NOTHING_LOADED, unknownSnapshot } from '../dataset/loaded-windows.js';
import { windowsOf } from '../dataset/windows.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';

/** What a question about a snapshot date is answered from. */
export interface ServingMoment {
  readonly live: { readonly version: ModelVersion; readonly model: ChurnModel };
  readonly snapshotDate: string;
  /** First and newest complete day. */
  readonly days: { readonly firstDay: string; readonly newestDay: string };
  readonly origin: LogOrigin;
  /** Loads of the feature window of the snapshot date. */
  readonly loads: Loads;
  /** Stored scores of the snapshot date; null when there are none. */
  readonly set: ScoreSet | null;
  /** Whether days of the feature window have been loaded, replaced or removed since they were scored. */
  readonly stale: boolean;
}

/** A request may see a day that was loaded, or scores that were stored, up to this long ago as not there yet. */
const REMEMBER_MS = 1_000;

/** Finds out what questions are answered from; for the newest complete day at most once a second. */
@Injectable()
export class ServingMoments {
  private remembered: { at: number; versionId: number; moment: Promise<ServingMoment | null> } | null = null;
  private readonly lookups: CacheLookups;

  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly snapshots: SnapshotsRepository,
    private readonly sets: ScoreSetsRepository,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'newest_scores');
  }

  /**
   * The newest complete day, scored by the live version; null before anything has been loaded.
   * @throws DomainError unavailable without a model
   */
  async newest(): Promise<ServingMoment | null> {
    const live = this.liveModel();
    const versionId = live.version.id;
    let asked = this.remembered;
    if (asked === null || asked.versionId !== versionId || Date.now() - asked.at > REMEMBER_MS) {
      asked = { at: Date.now(), versionId, moment: this.find(live, null) };
      this.remembered = asked;
      this.lookups.miss();
    } else this.lookups.hit();
    try {
      return await asked.moment;
    } catch (error) {
      if (this.remembered === asked) this.remembered = null;
      throw error;
    }
  }

  /**
   * A past snapshot date: its stored scores by the live version, else by the version that scored it last.
   * @throws DomainError not_found for a day that has not been loaded completely, unavailable without a model
   */
  async at(snapshotDate: string): Promise<ServingMoment> {
    const moment = await this.find(this.liveModel(), snapshotDate);
    if (moment !== null) return moment;
    throw unknownSnapshot(NOTHING_LOADED, { firstDay: null, newestDay: null });
  }

  /** That of a stored set, whichever version made it. */
  async of(set: ScoreSet): Promise<ServingMoment & { readonly set: ScoreSet }> {
    return { ...(await this.at(set.snapshotDate)), ...(await this.staleness(set)), set };
  }

  private liveModel(): ServingMoment['live'] {
    const live = this.live.current();
    if (live !== null) return live;
    throw new DomainError(
      'unavailable',
      'churn_model_missing',
      'No churn model is live yet; load logs and retrain by POST /admin/churn/retrain.',
    );
  }

  private async find(live: ServingMoment['live'], asOf: string | null): Promise<ServingMoment | null> {
    const [days, origin] = await Promise.all([this.snapshots.loadedDays(), this.snapshots.origin()]);
    const { firstDay, newestDay } = days;
    if (firstDay === null || newestDay === null) return null;
    const snapshotDate = asOf ?? newestDay;
    assertDayLoaded(snapshotDate, days);
    const set =
      asOf === null
        ? await this.sets.findOf(snapshotDate, live.version.id)
        : await this.sets.find(snapshotDate, live.version.id);
    const { featureDays } = live.model.artefact;
    return {
      live,
      snapshotDate,
      days: { firstDay, newestDay },
      origin,
      set,
      ...(await this.staleness(set ?? { snapshotDate, loads: null, featureDays })),
    };
  }

  private async staleness(set: {
    snapshotDate: string;
    featureDays: number;
    loads: string | null;
  }): Promise<{ loads: Loads; stale: boolean }> {
    const { featuresFrom } = windowsOf(set.snapshotDate, { featureDays: set.featureDays, labelDays: 1 });
    const loads = await this.snapshots.loads(featuresFrom, set.snapshotDate);
    return { loads, stale: set.loads !== null && set.loads !== loads.mark };
  }
}
