import { compiledFile, WorkerThread } from '#common/threads';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { ChurnModel } from '../model/churn-model.js';
import type { ScoringWork } from './scoring.worker.js';

const WORKER = compiledFile('./scoring.worker.js', import.meta.url);
/** The explaining thread ends after so long without work. */
const IDLE_MS = 10_000;
/** Users who are explained at a time: a forest takes about a millisecond for one. */
const PIECE_USERS = 100;

/** A model and the version it belongs to. */
interface VersionedModel {
  readonly versionId: number;
  readonly model: ChurnModel;
}

/** A thread that keeps the model it was sent last. */
export class ModelThread extends WorkerThread {
  private sent: number | null = null;

  constructor() {
    super(WORKER);
  }

  async askFor<Result>(
    { versionId, model }: VersionedModel,
    values: Float32Array,
    want: ScoringWork['want'],
  ): Promise<Result> {
    const artefact = this.sent === versionId ? null : model.artefact;
    this.sent = versionId;
    return await this.ask<Result>({ versionId, artefact, values, want } satisfies ScoringWork);
  }
}

/** Explains many users off the request thread. */
@Injectable()
export class ScoringThreads implements OnApplicationShutdown {
  private explaining: ModelThread | null = null;
  private open = 0;
  private idle: NodeJS.Timeout | undefined;

  /**
   * What is wanted of each user, in a thread that stays a while for the next ones. An export is explained a piece
   * at a time, between which other requests have their turn.
   */
  async explained<Of>(by: VersionedModel, values: Float32Array, want: ScoringWork['want']): Promise<Of[]> {
    clearTimeout(this.idle);
    this.open++;
    const piece = PIECE_USERS * by.model.catalogue.features.length;
    const explained: Of[] = [];
    try {
      for (let at = 0; at < values.length; at += piece) {
        if (this.explaining?.hasEnded !== false) this.explaining = new ModelThread();
        const next = values.slice(at, at + piece);
        explained.push(...(await this.explaining.askFor<Of[]>(by, next, want)));
      }
      return explained;
    } finally {
      this.open--;
      if (this.open === 0) this.idle = setTimeout(() => void this.endExplaining(), IDLE_MS).unref();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.endExplaining();
  }

  private async endExplaining(): Promise<void> {
    clearTimeout(this.idle);
    const thread = this.explaining;
    this.explaining = null;
    await thread?.end();
  }
}
