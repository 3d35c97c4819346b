import { Database, LONG_STATEMENTS, OuterIds, SONG_PROPERTIES } from '#common';
import { Injectable } from '@nestjs/common';
import type { LineTally } from '../formats/line-tally.js';
import { knownValues, SongRecords } from '../mapping/mapped-songs.js';
import type { MappedSong } from '../mapping/mapped-songs.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { SongPropertiesRepository } from '../songs/songs.repository.js';
import { RecordArchives } from './record-archives.js';
import { createRecordLog, loadRecords } from './record-log.js';
import type { LoadOutcome } from './load-outcome.js';

/**
 * Loads files of properties of songs, some thousand records a transaction: a file that is loaded again says
 * the same. A file replaces what files said of those properties that its mapping names.
 */
@Injectable()
export class SongLoader {
  constructor(
    private readonly database: Database,
    private readonly songs: SongPropertiesRepository,
    private readonly ids: OuterIds,
    private readonly archives: RecordArchives,
  ) {}

  /** @throws Error, a sentence, where a property is not declared; DomainError conflict (other_id_form) */
  async load(file: ArchiveFile & { mapping: Mapping }, signal: AbortSignal): Promise<LoadOutcome> {
    const { mapping } = file;
    const declared = await this.songs.declared();
    const types = new Map([...SONG_PROPERTIES, ...declared.map(({ name, type }) => [name, type] as const)]);
    const names = Object.keys(mapping.properties!);
    const unknown = names.find((name) => !types.has(name));
    if (unknown !== undefined)
      throw new Error(
        `The mapping ${mapping.name} names the property ${unknown}: declare it first (PUT /admin/song-properties).`,
      );
    await this.ids.expectForm(mapping.ids);
    const read = await loadRecords(
      file,
      signal,
      this.archives.withExamples,
      (tally: LineTally, onRecord: (read: MappedSong) => void) =>
        createRecordLog(mapping, (columns) => new SongRecords(mapping, columns, types), tally, onRecord),
      (records) => this.store(records, names, mapping),
    );
    return await this.archives.book(file, read);
  }

  private async store(records: readonly MappedSong[], names: string[], { ids }: Mapping): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (ids === 'text')
        await this.ids.storeKeys(
          transaction,
          'song',
          records.map(({ songId: id, text }) => ({ id, text })),
        );
      // Of a song that comes twice, the last record counts.
      const songs = new Map(records.map(({ songId, values }) => [songId, knownValues(values)]));
      await this.songs.storeOfFile(transaction, songs, names);
      await this.ids.fixForm(ids, transaction);
    }, LONG_STATEMENTS);
  }
}
