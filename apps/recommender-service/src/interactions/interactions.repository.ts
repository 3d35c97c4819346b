import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { interactionWeight } from './interaction-weight.js';
import type { WeightRule } from './interaction-weight.js';
import { SELECT_DAYS, SELECT_DEVICES, SELECT_IS_SYNTHETIC, SELECT_PAIRS } from './interactions.sql.js';
import { NOT_YET, PairCollector } from './pair-table.js';
import type { PairTable } from './pair-table.js';

interface PairRow {
  userId: string;
  songId: string;
  thousandths: number;
  downloads: number;
  earlyThousandths: number;
  earlyDownloads: number;
  isEarly: boolean;
}

export interface InteractionRule extends WeightRule {
  minSongSeconds: number;
  /** Last day of the early part. */
  cut: string;
}

/** Reads what users did with songs; events are summed in PostgreSQL and only one row a pair comes here. */
@Injectable()
export class InteractionsRepository {
  constructor(private readonly database: Database) {}

  /** First and last day with plays or downloads; null when there are none. */
  async days(): Promise<{ from: string; to: string } | null> {
    const [row] = await this.database.query<{ from: string | null; to: string | null }>(SELECT_DAYS);
    const { from, to } = row ?? { from: null, to: null };
    return from === null || to === null ? null : { from, to };
  }

  /** @param onBatch hears how many pairs have been read; what it throws ends the reading. */
  async pairs(rule: InteractionRule, onBatch: (pairs: number) => void): Promise<PairTable> {
    const collector = new PairCollector();
    const stream = this.database.stream<PairRow>(SELECT_PAIRS, [rule.minSongSeconds, rule.cut]);
    for await (const rows of stream) {
      for (const row of rows) {
        const all = { completion: row.thousandths / 1000, downloads: row.downloads };
        const early = { completion: row.earlyThousandths / 1000, downloads: row.earlyDownloads };
        collector.add(
          row.userId,
          row.songId,
          interactionWeight(all, rule),
          row.isEarly ? interactionWeight(early, rule) : NOT_YET,
        );
      }
      onBatch(collector.size);
    }
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

  async isSynthetic(): Promise<boolean> {
    const [row] = await this.database.query<{ isSynthetic: boolean }>(SELECT_IS_SYNTHETIC);
    return row?.isSynthetic ?? false;
  }
}
