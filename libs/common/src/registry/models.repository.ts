import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import type { GateDecision, ModelCandidate, ModelVersion } from './model-version.js';
import {
  INSERT_CHUNK,
  INSERT_PROMOTION,
  INSERT_VERSION,
  LOCK_KIND,
  NOTIFY_LIVE,
  RETIRE_VERSIONS,
  SELECT_CHUNK,
  SELECT_LIVE,
  SELECT_LIVE_ID,
  SELECT_PREVIOUS,
  SELECT_SLICES,
  SELECT_VERSION,
  SELECT_VERSIONS,
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

  /** Drops the artefacts of all but the newest `keep` versions, the live one and its predecessor; returns which. */
  async retire(transaction: Transaction, kind: string, keep: number): Promise<number[]> {
    const [live, previous] = [await this.live(kind, transaction), await this.previous(transaction, kind)];
    const rows = await transaction.query<{ version: number }>(RETIRE_VERSIONS, [
      kind,
      keep,
      live?.id ?? null,
      previous?.id ?? null,
    ]);
    return rows.map(({ version }) => version);
  }

  async list(kind: string): Promise<ModelVersion[]> {
    return await this.database.query<ModelVersion>(SELECT_VERSIONS, [kind]);
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
