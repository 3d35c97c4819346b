import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SnapshotsRepository } from './snapshots.repository.js';
import { assertLabelWindowClosed, windowsOf } from './windows.js';
import type { WindowLengths } from './windows.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import { activeUsersSql } from './labels.sql.js';

/** Reads who churned. */
@Injectable()
export class LabelsRepository {
  constructor(
    private readonly database: Database,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /**
   * Label of each user, in the order given: 1 churned (no event of the kinds in the label window), 0 not.
   * @throws DomainError conflict while the label window is open: no caller can get a label too early
   */
  async churned(
    snapshotDate: string,
    lengths: WindowLengths,
    userIds: BigInt64Array,
    kinds: readonly EventKind[] = EVENT_KINDS,
  ): Promise<Uint8Array> {
    const { newestDay } = await this.snapshots.loadedDays();
    assertLabelWindowClosed(snapshotDate, lengths.labelDays, newestDay);
    const { labelsFrom, labelsTo } = windowsOf(snapshotDate, lengths);
    const active = new Set<bigint>();
    const stream = this.database.stream<{ userId: string }>(
      activeUsersSql(kinds),
      [labelsFrom, labelsTo],
      50_000,
    );
    for await (const rows of stream) for (const { userId } of rows) active.add(BigInt(userId));
    return Uint8Array.from(userIds, (userId) => (active.has(userId) ? 0 : 1));
  }
}
