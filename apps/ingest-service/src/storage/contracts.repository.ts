import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { violationsOf } from '../mapping/contract.js';
import type { ContractViolation } from '../mapping/contract.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { Archive, ArchiveEventDay } from './archive.entity.js';

/** What archives break of the contract of their mapping. */
@Injectable()
export class ContractsRepository {
  /**
   * Compares an archive with the contract, as it is in this transaction, and stores what it breaks.
   * @param absentColumns of the contract; null: not known anew, so what was stored of them stays
   */
  async check(
    { manager }: Transaction,
    archiveId: number,
    contract: Mapping['contract'],
    absentColumns: readonly string[] | null,
  ): Promise<ContractViolation[]> {
    const {
      eventCount,
      rejected,
      violations: before,
    } = await manager.findOneByOrFail(Archive, {
      id: archiveId,
    });
    const found = await manager.find(ArchiveEventDay, { where: { archiveId }, order: { day: 'ASC' } });
    const days = found.map(({ day, eventCount: events }) => ({ day, events }));
    const facts = { events: eventCount, rejected, days, absentColumns: absentColumns ?? [] };
    const ofColumns = absentColumns === null ? before.filter(({ rule }) => rule === 'columns') : [];
    const violations = [...violationsOf(contract, facts), ...ofColumns];
    await manager.update(Archive, { id: archiveId }, { violations, contract: contract ?? null });
    return violations;
  }
}
