import { Reads } from '#common';
import type { Database, JobContext } from '#common';
import { withThread } from '#common/threads';
import { Injectable, Logger } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { FeatureTable } from '../dataset/feature-table.js';
import { FeaturesRepository } from '../dataset/features.repository.js';
import type { SeenDays } from '../dataset/windows.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import type { ChurnModel } from '../model/churn-model.js';
import { describeDoubts, Doubts } from './doubts.js';
import type { ScoreTable } from './score-rows.js';
import type { NewScoreSet } from './score-set.js';
import { ScoreSetsRepository } from './score-sets.repository.js';
import { ModelThread } from './scoring-threads.js';

const PIECE_USERS = 5_000;
/** Pieces that wait to be written, scored or not; with more of them, no further users are read. */
const MOST_WAITING = 4;

/** Scores the whole population ahead of requests. */
@Injectable()
export class PopulationScoring {
  private readonly logger = new Logger('scores');

  constructor(
    private readonly reads: Reads,
    private readonly loaded: LoadedDaysRepository,
    private readonly features: FeaturesRepository,
    private readonly sets: ScoreSetsRepository,
    private readonly doubts: Doubts,
  ) {}

  /** Scores the whole population at a snapshot date and stores the scores, all or none; returns their number. */
  async score(
    model: ChurnModel,
    versionId: number,
    snapshotDate: string,
    context: JobContext,
  ): Promise<number> {
    // Before the features are read: a load that commits in between makes the scores stale, never wrongly fresh.
    const loads = await this.loaded.archivesFor(snapshotDate, model.artefact);
    const { bounds } = model.artefact.reference;
    const doubts = await this.doubts.of(snapshotDate);
    const found = describeDoubts(doubts);
    if (found !== null) this.logger.warn(`The scores of ${snapshotDate} are doubtful: ${found}`);
    const set = {
      snapshotDate,
      versionId,
      scoredAt: loads.askedAt,
      loads: loads.mark,
      doubts,
      bounds,
    };
    return await this.reads.run('committed', (from) =>
      this.scorePieces(from, model, { ...set, incomplete: loads.incomplete }, context),
    );
  }

  /** Some thousand users at a time: while these are written, the next ones are scored and those after them read. */
  private async scorePieces(
    from: Database,
    model: ChurnModel,
    set: NewScoreSet & SeenDays,
    context: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<number> {
    const { artefact, catalogue } = model;
    const { snapshotDate, versionId } = set;
    const { signal } = context;
    return await withThread(new ModelThread(), signal, async (thread) => {
      const marginsOf = (features: Float32Array) =>
        thread.askFor<Float64Array>({ versionId, model }, features, 'margins');
      // The model is read while users are. What it fails with, the next question does too.
      marginsOf(new Float32Array(0)).catch(() => undefined);
      let room = Promise.withResolvers<undefined>();
      const makeRoom = () => {
        room.resolve(undefined);
        room = Promise.withResolvers();
      };
      const pieces = new Readable({ objectMode: true, highWaterMark: MOST_WAITING, read: makeRoom });
      // Who no longer writes needs no further users.
      const written = new AbortController();
      pieces.on('close', () => {
        makeRoom();
        written.abort();
      });
      // The writer gets the error, or has failed itself.
      pieces.on('error', () => undefined);
      let users = 0;
      const onPiece = async (piece: FeatureTable) => {
        users += piece.rows;
        context.progress({ step: 'scoring everybody', fraction: 0.7, detail: { snapshotDate, users } });
        if (!pieces.push(scored(piece, marginsOf)) && !pieces.destroyed) await room.promise;
      };
      const options = { users: PIECE_USERS, from, signal: AbortSignal.any([signal, written.signal]) };
      const reading = this.features.inPieces(catalogue, set, artefact.population, options, onPiece).then(
        () => pieces.push(null),
        (error: unknown) => pieces.destroy(error as Error),
      );
      try {
        await this.sets.replace(set, pieces as AsyncIterable<ScoreTable>, signal);
      } finally {
        pieces.destroy();
        await reading;
      }
      return users;
    });
  }
}

function scored(
  { userIds, values }: FeatureTable,
  marginsOf: (features: Float32Array) => Promise<Float64Array>,
): Promise<ScoreTable> {
  const features = new Float32Array(values);
  const table = marginsOf(features).then((margins) => ({ userIds, margins, features }));
  // Nothing awaits it when the writing, or the job, has failed before.
  table.catch(() => undefined);
  return table;
}
