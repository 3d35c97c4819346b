import { Injectable, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { EntityManager } from 'typeorm';
import { Database, LONG_STATEMENTS } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';
import type { CursorQuery } from '../fields/request.dto.js';
import { Cursors } from '../http/cursors.js';
import { HttpModule } from '../http/http.module.js';
import { rewriteArtefact, wholeArtefact } from './model-artefacts.js';
import type { Rewrite } from './model-artefacts.js';
import { ModelPromotion, ModelVersion } from './model-version.entity.js';
import type { Gate, ModelCandidate, ModelSummary } from './model-version.entity.js';
import type { ModelVersionsDto, PromotionBody, RollbackBody } from './model-version.dto.js';
import * as sql from './models.sql.js';
import {
  assertLive,
  liveVersion,
  previousVersion,
  promoteByHand,
  publishIn,
  rollBack,
  usable,
} from './promotions.js';
import type { Decode } from './promotions.js';

const whole: Decode = () => undefined;

interface LiveArtefact {
  id: number;
  sha256: string;
}

/**
 * Immutable model versions; one per kind is live. Who is live changes in one transaction, seen by every
 * instance.
 */
@Injectable()
export class ModelRegistry {
  private readonly logger = new Logger('models');

  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Keeps the candidate as a new version, whatever the gate says; a version that passes goes live at once,
   * unless the gate says otherwise, or `decode` cannot read it: then it is kept as refused. The gate sees the
   * champion at the time of promotion, since other publications wait meanwhile.
   */
  async publish(candidate: ModelCandidate, gate: Gate, decode: Decode = whole): Promise<ModelVersion> {
    const { kind } = candidate;
    const id = await this.exclusively(kind, (transaction) => publishIn(transaction, candidate, gate, decode));
    const version = await this.manager.findOneByOrFail(ModelVersion, { id });
    this.logger.log(`${kind} version ${version.version} stored: ${version.state}`);
    return version;
  }

  /**
   * A page of versions, newest first, each without its report but for `figures`: paths in the report such as
   * 'metrics.test.auc', by the name under which the figure is wanted.
   */
  async list<Figure extends string>(
    kind: string,
    query: CursorQuery,
    figures: Readonly<Record<Figure, string>>,
  ): Promise<ModelVersionsDto & { models: ModelSummary<Figure>[] }> {
    const wanted = [Object.keys(figures), Object.values(figures)];
    const { rows: models, nextCursor } = await this.cursors.page(
      `${kind} versions`,
      query,
      (before: number | null, count) =>
        this.database.query<ModelSummary<Figure>>(sql.SELECT_SUMMARIES, [kind, before, count, ...wanted]),
      ({ version }) => version,
    );
    const previous = await previousVersion(this.manager, kind);
    return { nextCursor, rollbackTo: previous?.version ?? null, models };
  }

  async live(kind: string): Promise<ModelVersion | null> {
    return await liveVersion(this.manager, kind);
  }

  /** Which version is live, and the checksum of the artefact that it has now. */
  async liveArtefact(kind: string): Promise<LiveArtefact | null> {
    return (await this.database.query<LiveArtefact>(sql.SELECT_LIVE_ARTEFACT, [kind]))[0] ?? null;
  }

  /**
   * Writes the artefacts of all versions of the kind anew, newest first, each in a transaction of its own.
   * @returns how many versions were changed
   */
  async rewriteArtefacts(kind: string, rewrite: Rewrite, signal: AbortSignal): Promise<number> {
    let changed = 0;
    for (const { id } of await this.database.query<{ id: number }>(sql.SELECT_STORED_VERSIONS, [kind])) {
      signal.throwIfAborted();
      const outcome = await this.exclusively(kind, async (transaction) => {
        const version = await transaction.manager.findOneByOrFail(ModelVersion, { id });
        // Retired meanwhile.
        if (version.retiredAt !== null) return 'unchanged';
        const done = await rewriteArtefact(transaction, version, rewrite);
        if (done === 'dropped')
          this.logger.warn(`${kind} version ${version.version} cannot be read: its artefact is dropped`);
        return done;
      });
      if (outcome !== 'unchanged') changed++;
    }
    return changed;
  }

  /** @throws DomainError not_found */
  async get(kind: string, version: number, manager = this.manager): Promise<ModelVersion> {
    const found = await manager.findOneBy(ModelVersion, { kind, version });
    if (found !== null) return found;
    throw new DomainError(
      'not_found',
      'model_version_unknown',
      `There is no version ${version} of the ${kind} model.`,
    );
  }

  /**
   * Makes a version live that has passed the gate, once its artefact is known to be whole and `decode` can
   * read it.
   * @param accept why also one goes live that the gate refused or could not decide on, which counts as passed from
   * then on; not one that leaks
   * @param from the version that must be live
   * @throws DomainError not_found, or conflict: another version is live, or this one was refused by the gate,
   * undecided, leaks, or is retired, damaged or outdated
   */
  async promote(
    kind: string,
    version: number,
    decode: Decode = whole,
    { accept, from }: PromotionBody = {},
  ): Promise<ModelVersion> {
    await this.exclusively(kind, async (transaction) => {
      await assertLive(transaction.manager, kind, from);
      const found = await this.get(kind, version, transaction.manager);
      await promoteByHand(transaction, found, decode, accept);
    });
    return await this.get(kind, version);
  }

  /**
   * Makes the version live again that was live before the present one.
   * @param from the version that must be live
   * @throws DomainError conflict when another version is live, there is none before, or it is damaged or outdated
   */
  async rollback(kind: string, decode: Decode = whole, { from }: RollbackBody = {}): Promise<ModelVersion> {
    const version = await this.exclusively(kind, async (transaction) => {
      await assertLive(transaction.manager, kind, from);
      return await rollBack(transaction, kind, decode);
    });
    return await this.get(kind, version);
  }

  /**
   * Drops the artefacts of old versions; the newest `keep`, the live one, the one a rollback would bring back
   * and the versions `needed` stay, and so do all reports. Returns the versions retired now.
   */
  async retire(kind: string, keep: number, needed: readonly number[] = []): Promise<number[]> {
    const rows = await this.exclusively(kind, async (transaction) => {
      const live = await liveVersion(transaction.manager, kind);
      const previous = await previousVersion(transaction.manager, kind);
      const parameters = [kind, keep, live?.id ?? null, previous?.id ?? null, needed];
      return await transaction.query<{ version: number }>(sql.RETIRE_VERSIONS, parameters);
    });
    const retired = rows.map(({ version }) => version);
    if (retired.length > 0) this.logger.log(`${kind}: retired versions ${retired.join(', ')}`);
    return retired;
  }

  /** What `decode` makes of a version. @throws DomainError not_found, or conflict: retired, damaged or outdated */
  async usable<Model>(kind: string, version: number, decode: (artefact: Buffer) => Model): Promise<Model> {
    return await usable(this.database, await this.get(kind, version), decode);
  }

  /** @throws Error when the stored bytes are not those that were written */
  async artefact(version: ModelVersion): Promise<Buffer> {
    return await wholeArtefact(this.database, version);
  }

  private get manager(): EntityManager {
    return this.database.dataSource.manager;
  }

  /** Runs `work` while no other process publishes, promotes or rolls back a model of the kind. */
  private async exclusively<T>(kind: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(sql.LOCK_KIND, [kind]);
      return await work(transaction);
    }, LONG_STATEMENTS);
  }
}

@Module({
  imports: [HttpModule, TypeOrmModule.forFeature([ModelVersion, ModelPromotion])],
  providers: [ModelRegistry],
  exports: [ModelRegistry],
})
export class RegistryModule {}
