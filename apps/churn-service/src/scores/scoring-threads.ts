import { compiledFile, runInThread, WorkerThread } from '#common/threads';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { ChurnModel } from '../model/churn-model.js';
import type { Reason } from '../model/reasons.js';
import type { ScoringWork } from './scoring.worker.js';

const WORKER = compiledFile('./scoring.worker.js', import.meta.url);
/** The explaining thread ends after so long without work. */
const IDLE_MS = 10_000;

/** A model and the version it belongs to. */
interface VersionedModel {
  readonly versionId: number;
  readonly model: ChurnModel;
}

/** Scores and explains many users off the request thread. */
@Injectable()
export class ScoringThreads implements OnApplicationShutdown {
  private explaining: WorkerThread | null = null;
  private open = 0;
  private idle: NodeJS.Timeout | undefined;

  /** Calibrated log-odds, one a user. @param signal ends the thread when it fires; the promise then rejects */
  async margins(by: VersionedModel, values: Float32Array, signal: AbortSignal): Promise<Float64Array> {
    return await runInThread<Float64Array>(WORKER, workOf(by, values, 'margins'), { signal });
  }

  /** Reasons of each user, in a thread that stays a while for the next ones. */
  async reasons(by: VersionedModel, values: Float32Array): Promise<Reason[][]> {
    clearTimeout(this.idle);
    if (this.explaining?.hasEnded !== false) this.explaining = new WorkerThread(WORKER);
    this.open++;
    try {
      return await this.explaining.ask<Reason[][]>(workOf(by, values, 'reasons'));
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

function workOf(
  { versionId, model }: VersionedModel,
  values: Float32Array,
  want: ScoringWork['want'],
): ScoringWork {
  return { versionId, artefact: model.artefact, values, want };
}
