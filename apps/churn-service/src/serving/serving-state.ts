import { countLookups, Metrics } from '#common';
import type { CacheLookups, ModelVersion } from '#common';
import type { Target } from '#common/bands';
import { Injectable } from '@nestjs/common';
import { LiveChurnModels, noLiveModel } from '../registry/live-churn-model.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import type { LogOrigin } from '../dataset/loaded-days.repository.js';
import { assertDayLoaded, NOTHING_LOADED, unknownSnapshot } from '../dataset/required-days.js';
import type { SeenDays } from '../dataset/windows.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ScoreSet } from '../scores/score-set.js';
import { NOBODY, ScoreSetsRepository } from '../scores/score-sets.repository.js';

/** What a question about a snapshot date is answered from. */
export interface ServingState extends SeenDays {
  readonly live: { readonly version: ModelVersion; readonly model: ChurnModel };
  /** First and newest complete day. */
  readonly days: { readonly firstDay: string; readonly newestDay: string };
  readonly origin: LogOrigin;
  /** Stored scores of the snapshot date; null when there are none. */
  readonly set: ScoreSet | null;
  /** Whether days that features look at have been loaded, replaced or removed since they were scored. */
  readonly stale: boolean;
}

/** A request may see a day that was loaded up to this long ago as not there yet. */
const REMEMBER_MS = 1_000;
const MOST_TRIES = 3;

/** The newest state, which is being read or was; null before anything has been loaded. */
interface Finding {
  readonly live: ServingState['live'];
  readonly begunAt: number;
  readonly state: Promise<ServingState | null>;
}

/** The newest state, and those of the users whose stored scores do not hold. */
export interface CurrentState {
  readonly state: ServingState | null;
  readonly excluded: ReadonlySet<string>;
  /** Who has events of days of the scores that were posted after these were made. */
  readonly late: ReadonlySet<string>;
}

/**
 * Finds out what questions are answered from. The newest complete day is looked for at most once a second;
 * whether its scores are still the same is asked for every request by {@link current}.
 */
@Injectable()
export class ServingStates {
  private readonly known = new Map<Target, Finding>();
  private readonly lookups: CacheLookups;

  constructor(
    private readonly models: LiveChurnModels,
    private readonly loaded: LoadedDaysRepository,
    private readonly sets: ScoreSetsRepository,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'newest_scores');
  }

  /**
   * The newest complete day, scored by the live version; null before anything has been loaded.
   * @throws DomainError unavailable without a model
   */
  async newest(target = this.models.bandTarget): Promise<ServingState | null> {
    return await this.finding(target).state;
  }

  /**
   * The newest state for requests about these users, with scores that were not replaced before the request
   * came. One small statement a turn of the event loop, for all requests of it.
   */
  async current(userIds: readonly string[], target = this.models.bandTarget): Promise<CurrentState> {
    for (let tries = 1; ; tries++) {
      const finding = this.finding(target);
      const state = await finding.state;
      if (state === null || state.set === null) return { state, excluded: NOBODY, late: NOBODY };
      const { revision, excluded, late } = await this.sets.check(state.set, userIds);
      // Scorings without a pause are not waited for: what was found last is newer than the request.
      if (revision === state.set.revision || tries === MOST_TRIES) return { state, excluded, late };
      // Unless it has been forgotten already: then what is being found has begun later.
      this.forget(target, finding);
    }
  }

  /**
   * A past snapshot date: its stored scores by the live version, else by the version that scored it last.
   * @throws DomainError not_found for a day that has not been loaded completely, unavailable without a model
   */
  async at(snapshotDate: string, target = this.models.bandTarget): Promise<ServingState> {
    const state = await this.find(this.liveModel(target), snapshotDate);
    if (state !== null) return state;
    throw unknownSnapshot(NOTHING_LOADED, { firstDay: null, newestDay: null });
  }

  /** That of a stored set, whichever version made it. */
  async of(set: ScoreSet): Promise<ServingState & { readonly set: ScoreSet }> {
    return { ...(await this.at(set.snapshotDate)), stale: await this.loaded.hasChanged(set), set };
  }

  /** That of this second; else another one begins. */
  private finding(target: Target): Finding {
    const live = this.liveModel(target);
    const known = this.known.get(target);
    if (known !== undefined && known.live === live && Date.now() - known.begunAt <= REMEMBER_MS) {
      this.lookups.hit();
      return known;
    }
    this.lookups.miss();
    const finding = { live, begunAt: Date.now(), state: this.find(live, null) };
    this.known.set(target, finding);
    // The waiting requests get the error; the next one begins anew.
    finding.state.catch(() => this.forget(target, finding));
    return finding;
  }

  private forget(target: Target, finding: Finding): void {
    if (this.known.get(target) === finding) this.known.delete(target);
  }

  private liveModel(target: Target): ServingState['live'] {
    const model = this.models.of(target);
    const live = model.current();
    if (live !== null) return live;
    throw noLiveModel(model);
  }

  private async find(live: ServingState['live'], asOf: string | null): Promise<ServingState | null> {
    const [days, origin] = await Promise.all([this.loaded.loadedDays(), this.loaded.origin()]);
    const { firstDay, newestDay } = days;
    if (firstDay === null || newestDay === null) return null;
    const snapshotDate = asOf ?? newestDay;
    assertDayLoaded(snapshotDate, days);
    const set =
      asOf === null
        ? await this.sets.findOf(snapshotDate, live.version.id)
        : await this.sets.find(snapshotDate, live.version.id);
    return {
      live,
      snapshotDate,
      incomplete: await this.loaded.unknownFor(snapshotDate, live.model.artefact),
      days: { firstDay, newestDay },
      origin,
      set,
      stale: set !== null && (await this.loaded.hasChanged(set)),
    };
  }
}
