import { DomainError, ModelVersion, SETTINGS, within } from '#common';
import type { LoadedModel } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { firstOfNewest } from '../evaluation/hold-out.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { ActiveDay } from '../interactions/interactions.repository.js';
import { inTurns } from '../model/in-turns.js';
import type { ModelArtefact } from '../model/model-artefact.js';
import { modelInSteps } from '../model/recommender-decoder.js';
import { popularOrder } from '../model/popularity.js';
import type { RecentListeners, SongListeners } from '../model/popularity.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { parametersFromSettings } from '../engines/training-parameters.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { PopularSongsRepository } from './popular-songs.repository.js';
import { Renewed } from './renewed.js';
import { ServiceEnd } from './service-end.js';

/** The version that answers name while none is live. */
const NO_VERSION = 0;
/** Newest days with users whose listeners are counted. */
const DAYS = 30;
const MOST_SONGS = 5_000;
/** So long a count is served. */
const COUNTED_FOR_MS = 600_000;

/** What was counted, and a model of it. */
interface Counted {
  /** What it depends on: the same again while nothing was loaded, excluded, hidden or renamed. */
  basis: string;
  recent: RecentListeners;
  fallback: LoadedModel<RecommenderModel>;
}

/**
 * Songs that are heard on the newest days with users: what users of whom nothing is known get, and a model that
 * knows no user, which answers while no version is live.
 */
@Injectable()
export class PopularFallback {
  private readonly counted = new Renewed<Counted | null>((before) => this.count(before), COUNTED_FOR_MS);
  private latest: RecentListeners | null = null;

  constructor(
    private readonly interactions: InteractionsRepository,
    private readonly songs: PopularSongsRepository,
    private readonly end: ServiceEnd,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /**
   * Null when no play or download has been loaded.
   * @throws DomainError unavailable when counting takes longer than a request may; it goes on
   */
  async model(): Promise<LoadedModel<RecommenderModel> | null> {
    const counted = this.counted.get().then((kept) => kept ?? this.counted.get(0));
    const found = await within(this.settings.STATEMENT_TIMEOUT_MS, counted);
    if (found !== null) return found.value?.fallback ?? null;
    throw new DomainError(
      'unavailable',
      'songs_being_counted',
      'No model is live, and the listeners of songs are still being counted; ask again in some seconds.',
      { retryAfterSeconds: 10 },
    );
  }

  /** What was counted last, without waiting; has it counted anew where it is old. Null: nothing yet. */
  newest(): RecentListeners | null {
    void this.counted.get().then(
      (counted) => (this.latest = counted?.recent ?? this.latest),
      // The next request has it counted again.
      () => undefined,
    );
    return this.latest;
  }

  /** The first of the newest of these days. @param days ascending, at least one */
  from(days: readonly ActiveDay[]): string {
    return firstOfNewest(days, DAYS);
  }

  /**
   * {@link upTo}, as the pairs of a retrain count them: to count all plays once more takes as long as to fit.
   * @param songIds ascending @param listeners by song
   */
  async ofPairs(songIds: BigInt64Array, listeners: Uint32Array): Promise<SongListeners> {
    const unlisted = new Set(await this.songs.unlisted(this.settings.RECOMMENDER_MIN_SONG_SECONDS));
    const isListed = (song: number): boolean => listeners[song]! > 0 && !unlisted.has(String(songIds[song]));
    const kept = popularOrder(listeners).filter(isListed).subarray(0, MOST_SONGS).sort();
    return {
      songIds: BigInt64Array.from(kept, (song) => songIds[song]!),
      listeners: Uint32Array.from(kept, (song) => listeners[song]!),
    };
  }

  /** {@link upTo} of each of some numbers of days, by these. @param end the last day that counts */
  async windows(
    days: readonly ActiveDay[],
    end: string,
    counts: Iterable<number>,
    signal: AbortSignal,
  ): Promise<Map<number, RecentListeners>> {
    const until = days.filter(({ day }) => day <= end);
    const found = new Map<number, RecentListeners>();
    for (const count of counts) found.set(count, await this.upTo(until, count, signal));
    return found;
  }

  /** Listeners on the newest of these days. @param days ascending, at least one @param signal of the job that asks */
  async upTo(days: readonly ActiveDay[], count = DAYS, signal?: AbortSignal): Promise<RecentListeners> {
    const [from, to] = [firstOfNewest(days, count), days.at(-1)!.day];
    const minSeconds = this.settings.RECOMMENDER_MIN_SONG_SECONDS;
    const counted = await this.songs.songs(from, to, minSeconds, MOST_SONGS, signal);
    const ascending = counted
      .map(({ songId, listeners }) => ({ id: BigInt(songId), listeners }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      songIds: BigInt64Array.from(ascending, ({ id }) => id),
      listeners: Uint32Array.from(ascending, ({ listeners }) => listeners),
      people: await this.songs.activeUsers(from, to, signal),
    };
  }

  /** In the background, with the limits of a job. */
  private async count(before: Counted | null): Promise<Counted | null> {
    const { signal } = this.end;
    const basis = await this.songs.basis(signal);
    if (before?.basis === basis) return before;
    const days = await this.interactions.activeDays();
    if (days.length === 0) return null;
    const recent = await this.upTo(days, undefined, signal);
    if (recent.songIds.length === 0) return null;
    const to = days.at(-1)!.day;
    const version = Object.assign(new ModelVersion(), {
      version: NO_VERSION,
      dataFrom: firstOfNewest(days, DAYS),
      dataTo: to,
      report: { synthetic: await this.interactions.isSynthetic() },
    });
    const steps = modelInSteps(artefactOf(recent), ruleOf(this.settings, to), recent.people);
    return { basis, recent, fallback: { version, model: await inTurns(steps) } };
  }
}

/** Vectors of one zero. */
function artefactOf({ songIds, listeners }: RecentListeners): ModelArtefact {
  const songs = songIds.length;
  const nothing = { indices: new Int32Array(0), weights: new Float32Array(0), columns: songs };
  return {
    factors: 1,
    factorShare: 1,
    userIds: new BigInt64Array(0),
    userFactors: new Float32Array(0),
    devices: new Uint8Array(0),
    songIds,
    songFactors: new Float32Array(songs),
    listeners,
    isCold: new Uint8Array(songs),
    played: { ...nothing, rows: 0, starts: new Int32Array(1) },
    itemWeights: { ...nothing, rows: songs, starts: new Int32Array(songs + 1) },
    coPlays: { ...nothing, rows: songs, starts: new Int32Array(songs + 1) },
  };
}

/** All posted events are fresh to it: their songs are left out of lists. */
function ruleOf(settings: RecommenderSettings, dataTo: string) {
  return {
    objective: { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 } as const,
    weights: { ...parametersFromSettings(settings), halfLifeDays: 0 },
    dataTo,
    freshFrom: 0,
    nextHalfLife: null,
    singerSpacing: 3,
  };
}
