import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import type { GateDecision, ModelCandidate, ModelSummary, ModelVersion } from './model-version.js';
import {
  COUNT_VERSIONS,
  INSERT_CHUNK,
  INSERT_PROMOTION,
  INSERT_VERSION,
  LOCK_KIND,
  NOTIFY_LIVE,
  RETIRE_VERSIONS,
  SELECT_BY_ID,
  SELECT_CHUNK,
  SELECT_LIVE,
  SELECT_LIVE_ID,
  SELECT_PREVIOUS,
  SELECT_SLICES,
  SELECT_SUMMARIES,
  SELECT_VERSION,
} from './models.sql.js';

const CHUNK_BYTES = 8 * 1024 * 1024;

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

@Injectable()
export class ModelsRepository {
  constructor(private readonly database: Database) {}

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

  async insert(
    transaction: Transaction,
    candidate: ModelCandidate,
    gate: GateDecision,
    codeVersion: string,
  ): Promise<number> {
    const [row] = await transaction.query<{ id: number }>(INSERT_VERSION, [
      candidate.kind,
      !gate.accepted,
      candidate.snapshotDate,
      candidate.dataFrom,
      candidate.dataTo,
      candidate.seed,
      JSON.stringify(candidate.parameters),
      JSON.stringify(candidate.report),
      JSON.stringify(gate),
      candidate.catalogueHash ?? null,
      codeVersion,
      sha256(candidate.artefact),
      candidate.artefact.length,
    ]);
    const id = row!.id;
    for (let position = 0; position * CHUNK_BYTES < candidate.artefact.length; position++) {
      const chunk = candidate.artefact.subarray(position * CHUNK_BYTES, (position + 1) * CHUNK_BYTES);
      await transaction.query(INSERT_CHUNK, [id, position, chunk]);
    }
    return id;
  }

  /** Listeners hear of it when the transaction commits, never before. */
  async promote(transaction: Transaction, kind: string, id: number, reason: string): Promise<void> {
    await transaction.query(INSERT_PROMOTION, [kind, id, reason]);
    await transaction.query(NOTIFY_LIVE, [kind]);
  }

  async live(kind: string, source: Pick<Transaction, 'query'> = this.database): Promise<ModelVersion | null> {
    return (await source.query<ModelVersion>(SELECT_LIVE, [kind]))[0] ?? null;
  }

  async liveId(kind: string): Promise<number | null> {
    return (await this.database.query<{ id: number }>(SELECT_LIVE_ID, [kind]))[0]?.id ?? null;
  }

  async previous(transaction: Transaction, kind: string): Promise<ModelVersion | null> {
    return (await transaction.query<ModelVersion>(SELECT_PREVIOUS, [kind]))[0] ?? null;
  }

  /** Drops the artefacts of all but the newest `keep` versions, the live one, its predecessor and `needed`; returns which. */
  async retire(
    transaction: Transaction,
    kind: string,
    keep: number,
    needed: number | null,
  ): Promise<number[]> {
    const [live, previous] = [await this.live(kind, transaction), await this.previous(transaction, kind)];
    const rows = await transaction.query<{ version: number }>(RETIRE_VERSIONS, [
      kind,
      keep,
      live?.id ?? null,
      previous?.id ?? null,
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
    return (await this.database.query<{ total: number }>(COUNT_VERSIONS, [kind]))[0]!.total;
  }

  async byId(id: number): Promise<ModelVersion | null> {
    return (await this.database.query<ModelVersion>(SELECT_BY_ID, [id]))[0] ?? null;
  }

  async find(kind: string, version: number): Promise<ModelVersion | null> {
    return (await this.database.query<ModelVersion>(SELECT_VERSION, [kind, version]))[0] ?? null;
  }

  async readArtefact(version: ModelVersion): Promise<Buffer> {
    // Filled chunk by chunk: the artefact stands in memory once.
    const bytes = Buffer.alloc(version.artefactBytes);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const [row] = await this.database.query<{ bytes: Buffer }>(SELECT_CHUNK, [
        version.id,
        at / CHUNK_BYTES,
      ]);
      row?.bytes.copy(bytes, at);
    }
    return bytes;
  }

  /** One piece of `length` bytes from each start; fewer pieces when the artefact is gone. */
  async readSlices(version: ModelVersion, starts: readonly number[], length: number): Promise<Buffer[]> {
    const rows = await this.database.query<{ bytes: Buffer }>(SELECT_SLICES, [
      version.id,
      starts,
      length,
      CHUNK_BYTES,
    ]);
    return rows.map(({ bytes }) => bytes);
  }
}
