import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { to as copyTo } from 'pg-copy-streams';
import { daysBetween } from './calendar.js';
import { dampedWeight, decayOver } from './interaction-weight.js';
import type { WeightRule } from './interaction-weight.js';
import {
  CANCEL_STATEMENT,
  COPY_PAIRS,
  SELECT_DAYS,
  SELECT_DEVICES,
  SELECT_HOLES,
  SELECT_IS_SYNTHETIC,
  SELECT_NOW,
  SET_PAIR_RULE,
} from './interactions.sql.js';
import { pairRows } from './pair-rows.js';
import { NOT_YET, PairCollector } from './pair-table.js';
import type { PairTable } from './pair-table.js';

export interface Hole {
  day: string;
  kind: 'play' | 'download';
  /** What is not there, as in 'part 3 missing'. */
  reason: string;
}

export interface InteractionRule extends WeightRule {
  minSongSeconds: number;
  /** Last day of the early part, 'YYYY-MM-DD'. */
  cut: string;
  /** Last day read: of later events nothing comes here. */
  until: string;
}

/** Reads what users did with songs; events are summed in PostgreSQL and only one row a pair comes here. */
@Injectable()
export class InteractionsRepository {
  constructor(private readonly database: Database) {}

  /** PostgreSQL's time: receipts of events are stamped by it, and the clock of this machine may differ. */
  async now(): Promise<string> {
    return (await this.database.query<{ now: string }>(SELECT_NOW))[0]!.now;
  }

  /** First and last day with plays or downloads; null when there are none. */
  async days(): Promise<{ from: string; to: string } | null> {
    const [row] = await this.database.query<{ from: string | null; to: string | null }>(SELECT_DAYS);
    const { from, to } = row ?? { from: null, to: null };
    return from === null || to === null ? null : { from, to };
  }

  /**
   * Weights of the early part are those of a reader on the day of the cut: ages count from there.
   * @param onBatch hears how many pairs have been read.
   * @throws the reason of the signal when it aborts: PostgreSQL is told to stop, wherever it is in the statement.
   */
  async pairs(
    rule: InteractionRule,
    onBatch: (pairs: number) => void,
    signal?: AbortSignal,
  ): Promise<PairTable> {
    const collector = new PairCollector();
    const earlyScale = 1e-6 / decayOver(daysBetween(rule.cut, rule.until), rule.halfLifeDays);
    try {
      await this.database.transaction(
        async (transaction) => {
          const [row] = await transaction.query<{ pid: number }>(SET_PAIR_RULE, settings(rule));
          let cancelling: Promise<unknown> = Promise.resolve();
          const stop = () => {
            cancelling = this.database.query(CANCEL_STATEMENT, [row!.pid]).catch(() => undefined);
          };
          signal?.throwIfAborted();
          signal?.addEventListener('abort', stop);
          try {
            for await (const rows of pairRows(transaction.client.query(copyTo(COPY_PAIRS)))) {
              for (const { userId, songId, millionths, earlyMillionths } of rows) {
                const early =
                  earlyMillionths < 0 ? NOT_YET : dampedWeight(earlyScale * earlyMillionths, rule);
                collector.add(userId, songId, dampedWeight(1e-6 * millionths, rule), early);
              }
              onBatch(collector.size);
            }
          } finally {
            signal?.removeEventListener('abort', stop);
            await cancelling;
            // A cancellation that came too late meets this statement, not the next one of the pooled connection.
            if (signal?.aborted === true) await transaction.query('SELECT 1').catch(() => undefined);
          }
        },
        { statementTimeoutMs: 0 },
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
    signal?.throwIfAborted();
    return collector.finish();
  }

  /** Device codes in the order of the given ids; 0 where none is known. */
  async devices(userIds: BigInt64Array): Promise<Uint8Array> {
    const known = new Map<string, number>();
    const stream = this.database.stream<{ userId: string; device: number }>(SELECT_DEVICES);
    for await (const rows of stream) for (const row of rows) known.set(row.userId, row.device);
    const devices = new Uint8Array(userIds.length);
    userIds.forEach((id, n) => (devices[n] = known.get(String(id)) ?? 0));
    return devices;
  }

  /** Days of which plays or downloads are missing, damaged or suspiciously few: a hole is not taste. */
  async holes(from: string, to: string): Promise<Hole[]> {
    return await this.database.query<Hole>(SELECT_HOLES, [from, to]);
  }

  async isSynthetic(): Promise<boolean> {
    const [row] = await this.database.query<{ isSynthetic: boolean }>(SELECT_IS_SYNTHETIC);
    return row?.isSynthetic ?? false;
  }
}

function settings(rule: InteractionRule): string[] {
  return [
    rule.minSongSeconds,
    rule.cut,
    rule.until,
    rule.playWeight,
    rule.completionExponent,
    rule.downloadWeight,
    decayOver(1, rule.halfLifeDays),
  ].map(String);
}
