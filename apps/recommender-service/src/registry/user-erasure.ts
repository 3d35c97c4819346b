import { Database, Field, JobInputDto, JobsService, ModelRegistry } from '#common';
import type { JobContext } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { ErasedArtefact, ErasingTask } from '../model/erase-users.worker.js';
import { LiveRecommender, RECOMMENDER_MODEL_KIND } from './live-recommender.js';

export class UserErasureResultDto {
  @Field.count('Versions that were written anew', { example: 3 })
  versions: number;
}

const SELECT_ERASING = `/* recommender.erasing */ SELECT user_id AS "userId" FROM excluded_user WHERE by = 'erasure'`;
const ERASE = 'recommender.erase-users';
const THREAD = compiledFile('../model/erase-users.worker.js', import.meta.url);

/**
 * Takes users out of every stored version of the model, as a job that ingest-service starts when their events
 * are gone.
 */
@Injectable()
export class UserErasure implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly registry: ModelRegistry,
    private readonly database: Database,
    private readonly live: LiveRecommender,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: ERASE,
      input: JobInputDto,
      result: UserErasureResultDto,
      whenBusy: 'queue',
      run: (_input, context) => this.run(context),
    });
  }

  private async run(context: JobContext): Promise<UserErasureResultDto> {
    const { signal } = context;
    context.progress({ step: 'writing versions anew', fraction: 0 });
    const erasing = await this.database.query<{ userId: string }>(SELECT_ERASING);
    const userIds = erasing.map(({ userId }) => userId);
    const rewrite = (artefact: Buffer) => withoutUsers(artefact, userIds, signal);
    const versions = await this.registry.rewriteArtefacts(RECOMMENDER_MODEL_KIND, rewrite, signal);
    if (versions > 0) await this.live.refresh();
    return { versions };
  }
}

async function withoutUsers(artefact: Buffer, userIds: readonly string[], signal: AbortSignal) {
  const task: ErasingTask = { artefact, userIds };
  const left = await runInThread<ErasedArtefact>(THREAD, task, { signal });
  return typeof left === 'string' ? left : { ...left, artefact: Buffer.from(left.artefact.buffer) };
}
