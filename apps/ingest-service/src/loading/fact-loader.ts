import { Database, LONG_STATEMENTS, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import type { FactChange } from '../facts/facts.repository.js';
import { FactsRepository } from '../facts/facts.repository.js';
import type { LineTally } from '../formats/line-tally.js';
import type { PlausibleDays } from '../formats/plausible-day.js';
import type { MappedFacts } from '../mapping/mapped-facts.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import type { LoadOutcome } from './load-outcome.js';
import { RecordArchives } from './record-archives.js';
import { createRecordLog, factRecords, loadRecords } from './record-log.js';

/**
 * Loads files of facts of users, some thousand records a transaction: a file that is loaded again, as after a
 * load that was killed, changes nothing that it has stored before.
 */
@Injectable()
export class FactLoader {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly ids: OuterIds,
    private readonly archives: RecordArchives,
  ) {}

  /** @throws Error, a sentence, where a fact is not declared; DomainError conflict (other_id_form) */
  async load(
    file: ArchiveFile & { mapping: Mapping },
    days: PlausibleDays,
    signal: AbortSignal,
  ): Promise<LoadOutcome> {
    const { mapping } = file;
    const declared = new Map((await this.facts.declared()).map((fact) => [fact.name, fact]));
    const facts = Object.keys(mapping.facts!).map((name) => {
      const fact = declared.get(name);
      if (fact !== undefined) return fact;
      throw new Error(
        `The mapping ${mapping.name} names the fact ${name}: declare it first (PUT /admin/facts/${name}).`,
      );
    });
    await this.ids.expectForm(mapping.ids);
    const types = facts.map(({ type }) => type);
    const factIds = facts.map(({ id }) => id);
    const read = await loadRecords(
      file,
      signal,
      this.archives.withExamples,
      (tally: LineTally, onRecord: (read: MappedFacts) => void) =>
        createRecordLog(mapping, factRecords(mapping, types, days), tally, onRecord),
      (records, tally) => this.store(records, factIds, mapping, tally),
    );
    return await this.archives.book(file, read);
  }

  private async store(
    records: readonly MappedFacts[],
    factIds: readonly number[],
    { ids }: Mapping,
    tally: LineTally,
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await this.droppedDays.blockRetentionShortly(transaction);
      const erased = await this.erasedUsers.all(transaction);
      const kept = erased === null ? records : records.filter(({ userId }) => !erased.has(BigInt(userId)));
      tally.takeBack('user_erased', records.length - kept.length);
      if (ids === 'text')
        await this.ids.storeKeys(
          transaction,
          'user',
          kept.map(({ userId: id, text }) => ({ id, text })),
        );
      const changes = kept.flatMap(({ userId, day, values }) =>
        values.map((value, at): FactChange => ({ userId, day, factId: factIds[at]!, value })),
      );
      await this.facts.store(transaction, changes);
      await this.ids.fixForm(ids, transaction);
    }, LONG_STATEMENTS);
  }
}
