import { ModelVersion, SETTINGS } from '#common';
import type { LoadedModel } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import { inTurns } from '../model/in-turns.js';
import type { ModelArtefact } from '../model/model-artefact.js';
import { modelInSteps } from '../model/recommender-decoder.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { PopularSongsRepository } from './popular-songs.repository.js';
import type { CountedSong } from './popular-songs.repository.js';
import { Renewed } from './renewed.js';

/** The version that answers name while none is live. */
const NO_VERSION = 0;
/** Newest days whose listeners are counted. */
const DAYS = 30;
const MOST_SONGS = 5_000;
/** So long a count is served. */
const COUNTED_FOR_MS = 600_000;

/** A model of the most heard songs, which knows no user: what answers while no version is live. */
@Injectable()
export class PopularFallback {
  private readonly counted = new Renewed(() => this.count(), COUNTED_FOR_MS);

  constructor(
    private readonly interactions: InteractionsRepository,
    private readonly songs: PopularSongsRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /** Null when no play or download has been loaded. */
  async model(): Promise<LoadedModel<RecommenderModel> | null> {
    return (await this.counted.get(COUNTED_FOR_MS)) ?? (await this.counted.get(0));
  }

  private async count(): Promise<LoadedModel<RecommenderModel> | null> {
    const days = await this.interactions.days();
    if (days === null) return null;
    const from = addDays(days.to, -(DAYS - 1));
    const minSeconds = this.settings.RECOMMENDER_MIN_SONG_SECONDS;
    const songs = await this.songs.songs(from, days.to, minSeconds, MOST_SONGS);
    if (songs.length === 0) return null;
    const version = Object.assign(new ModelVersion(), {
      version: NO_VERSION,
      dataFrom: from,
      dataTo: days.to,
      report: { synthetic: await this.interactions.isSynthetic() },
    });
    const people = await this.songs.activeUsers(from, days.to);
    const steps = modelInSteps(artefactOf(songs), ruleOf(this.settings, days.to), people);
    return { version, model: await inTurns(steps) };
  }
}

/** Vectors of one zero. */
function artefactOf(counted: readonly CountedSong[]): ModelArtefact {
  const songs = counted
    .map(({ songId, listeners }) => ({ id: BigInt(songId), listeners }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const nothing = { indices: new Int32Array(0), weights: new Float32Array(0), columns: songs.length };
  return {
    factors: 1,
    factorShare: 1,
    userIds: new BigInt64Array(0),
    userFactors: new Float32Array(0),
    devices: new Uint8Array(0),
    songIds: BigInt64Array.from(songs, ({ id }) => id),
    songFactors: new Float32Array(songs.length),
    listeners: Uint32Array.from(songs, ({ listeners }) => listeners),
    isCold: new Uint8Array(songs.length),
    played: { ...nothing, rows: 0, starts: new Int32Array(1) },
    itemWeights: { ...nothing, rows: songs.length, starts: new Int32Array(songs.length + 1) },
  };
}

/** All posted events are fresh to it: their songs are left out of lists. */
function ruleOf(settings: RecommenderSettings, dataTo: string) {
  return {
    objective: { form: 'hkv', alpha: 1, regularization: 1, frequencyExponent: 0 } as const,
    weights: {
      playWeight: settings.RECOMMENDER_PLAY_WEIGHT,
      completionExponent: settings.RECOMMENDER_COMPLETION_EXPONENT,
      downloadWeight: settings.RECOMMENDER_DOWNLOAD_WEIGHT,
      halfLifeDays: 0,
      logDamping: settings.RECOMMENDER_LOG_DAMPING,
    },
    dataTo,
    freshFrom: 0,
  };
}
