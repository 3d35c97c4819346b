import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not } from 'typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import { insertChunks, readChunks, sha256 } from './artefact-chunks.js';
import type { ModelCandidate } from './model-candidate.js';
import { ModelPromotion, ModelVersion } from './model-version.entity.js';
import type { GateDecision, ModelSummary } from './model-version.entity.js';
import { DELETE_CHUNKS, LOCK_KIND, RETIRE_VERSIONS, SELECT_LIVE_ARTEFACT, SELECT_STORED_VERSIONS, SELECT_SUMMARIES } from './models.sql.js';

/** What is served of a kind: another checksum is another artefact. */
export interface LiveArtefact {
  id: number;
  sha256: string;
}

@Injectable()
export class ModelsRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ModelVersion) private readonly versions: Repository<ModelVersion>,
  ) {}

  /** Runs `work` while no other process publishes, promotes or rolls back a model of the kind. */
  async exclusively<T>(kind: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_KIND, [kind]);
        return await work(transaction);
      },
      { statementTimeoutMs: 300_000 },
    );
  }

  /** To be called by who has the kind exclusively: versions count on from the newest. */
  async insert(
    transaction: Transaction,
    { artefact, ...candidate }: ModelCandidate & Pick<ModelVersion, 'artefactSha256'>,
    gate: GateDecision,
    codeVersion: string,
  ): Promise<number> {
    const newest = await transaction.manager.maximum(ModelVersion, 'version', { kind: candidate.kind });
    const { identifiers } = await transaction.manager.insert(ModelVersion, {
      ...candidate,
      version: (newest ?? 0) + 1,
      refused: !gate.accepted,
      gate,
      codeVersion,
      artefactBytes: artefact.length,
    });
    const { id } = identifiers[0] as { id: number };
    await insertChunks(transaction, id, artefact);
    return id;
  }

  /** Ids of the versions that have an artefact, newest first. */
  async stored(kind: string): Promise<number[]> {
    return (await this.database.query<{ id: number }>(SELECT_STORED_VERSIONS, [kind])).map(({ id }) => id);
  }

  /** Another artefact in place of the one that a version has; instances notice it by its checksum. */
  async replaceArtefact(
    transaction: Transaction,
    { id }: ModelVersion,
    artefact: Buffer,
    artefactSha256: string,
  ): Promise<void> {
    await transaction.query(DELETE_CHUNKS, [id]);
    await insertChunks(transaction, id, artefact);
    await transaction.manager.update(
      ModelVersion,
      { id },
      { artefactSha256, artefactBytes: artefact.length },
    );
  }

  /** Drops the artefact of one version; instances that serve it notice by its checksum. */
  async dropArtefact(transaction: Transaction, version: ModelVersion): Promise<void> {
    const nothing = Buffer.alloc(0);
    await this.replaceArtefact(transaction, version, nothing, sha256(nothing));
    await transaction.manager.update(ModelVersion, { id: version.id }, { retiredAt: new Date() });
  }

  /** Which version is live, and the checksum of the artefact that it has now. */
  async liveArtefact(kind: string): Promise<LiveArtefact | null> {
    return (await this.database.query<LiveArtefact>(SELECT_LIVE_ARTEFACT, [kind]))[0] ?? null;
  }

  async promote(
    transaction: Transaction,
    kind: string,
    modelVersionId: number,
    reason: string,
  ): Promise<void> {
    await transaction.manager.insert(ModelPromotion, { kind, modelVersionId, reason });
  }

  /** From now on as if it had passed the gate. */
  async accept({ manager }: Transaction, id: number): Promise<void> {
    await manager.update(ModelVersion, { id }, { refused: false });
  }

  async live(
    kind: string,
    { manager }: { manager: EntityManager } = this.versions,
  ): Promise<ModelVersion | null> {
    const id = await this.liveId(kind, manager);
    return id === null ? null : await manager.findOneBy(ModelVersion, { id });
  }

  /** The version that was live before the present one. */
  async previous({ manager }: Transaction, kind: string): Promise<ModelVersion | null> {
    const id = await this.previousId(kind, manager);
    return id === null ? null : await manager.findOneBy(ModelVersion, { id });
  }

  /** Number of the version that was live before the present one. */
  async previousVersion(kind: string): Promise<number | null> {
    const id = await this.previousId(kind, this.versions.manager);
    if (id === null) return null;
    const previous = await this.versions.findOne({ where: { id }, select: { version: true } });
    return previous?.version ?? null;
  }

  private async liveId(kind: string, manager: EntityManager): Promise<number | null> {
    const newest = await manager.findOne(ModelPromotion, { where: { kind }, order: { id: 'DESC' } });
    return newest?.modelVersionId ?? null;
  }

  private async previousId(kind: string, manager: EntityManager): Promise<number | null> {
    const live = await this.liveId(kind, manager);
    if (live === null) return null;
    const promotion = await manager.findOne(ModelPromotion, {
      where: { kind, modelVersionId: Not(live) },
      order: { id: 'DESC' },
    });
    return promotion?.modelVersionId ?? null;
  }

  /**
   * Drops the artefacts of all but the newest `keep` versions, the live one, its predecessor and `needed`;
   * returns which.
   */
  async retire(
    transaction: Transaction,
    kind: string,
    keep: number,
    needed: number | null,
  ): Promise<number[]> {
    const live = await this.liveId(kind, transaction.manager);
    const previous = await this.previousId(kind, transaction.manager);
    const rows = await transaction.query<{ version: number }>(RETIRE_VERSIONS, [
      kind,
      keep,
      live,
      previous,
      needed,
    ]);
    return rows.map(({ version }) => version);
  }

  /** Newest first. `figures` are paths in the report, by the name under which the figure is wanted. */
  async list<Figure extends string>(
    kind: string,
    { offset, limit }: { offset: number; limit: number },
    figures: Readonly<Record<Figure, string>>,
  ): Promise<ModelSummary<Figure>[]> {
    return await this.database.query<ModelSummary<Figure>>(SELECT_SUMMARIES, [
      kind,
      offset,
      limit,
      Object.keys(figures),
      Object.values(figures),
    ]);
  }

  async count(kind: string): Promise<number> {
    return await this.versions.countBy({ kind });
  }

  async byId(id: number, { manager }: { manager: EntityManager } = this.versions): Promise<ModelVersion> {
    return await manager.findOneByOrFail(ModelVersion, { id });
  }

  /** A version that had passed the gate does not go live after all. */
  async refuse({ manager }: Transaction, id: number, gate: GateDecision, reason: string): Promise<void> {
    const refused = { accepted: false, reasons: [...gate.reasons, reason] };
    await manager.update(ModelVersion, { id }, { refused: true, gate: refused });
  }

  async find(
    kind: string,
    version: number,
    { manager }: { manager: EntityManager } = this.versions,
  ): Promise<ModelVersion | null> {
    return await manager.findOneBy(ModelVersion, { kind, version });
  }

  /**
   * The artefact and the checksum of what was read.
   * @param on the caller's open transaction, which must not wait for a second connection
   */
  async readArtefact(version: ModelVersion, on: Pick<Transaction, 'query'> = this.database) {
    return await readChunks(on, version);
  }
}
