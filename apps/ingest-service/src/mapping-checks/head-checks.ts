import { Database, DomainError, OuterIds, SETTINGS } from '#common';
import { compiledFile, WorkerThread } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { IngestSettings } from '../ingest.settings.js';
import { sharedErased } from '../loading/reading-thread.js';
import { mappedArchives } from '../mapping/mapped-archive.js';
import { DroppedDaysRepository } from '../storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { PlayKeysRepository } from '../storage/play-keys.repository.js';
import { checkedMapping } from '../stored-mappings/stored-mappings.js';
import type { FileHead, SeenHead } from './head-checks.worker.js';
import type {
  FileHeadBody,
  MappingCheckBody,
  MappingCheckDto,
  MappingDraftDto,
} from './mapping-checks.dto.js';

const WORKER = compiledFile('./head-checks.worker.js', import.meta.url);
const PROBLEMS = {
  content_damaged: 'The bytes are packed, and damaged.',
  utf_16: ARCHIVE_REASONS.utf_16,
  file_unrecognised:
    'The file is neither JSON, a CSV nor a Parquet file, or it is one of Parquet whose end was not sent: ' +
    'for a large one use npm run ingest -- --draft FILE.',
};

/** Drafts a mapping by the first bytes of a file, or checks what a load into this database would make of them. */
@Injectable()
export class HeadChecks implements OnApplicationShutdown {
  /** One for all requests, one after the other: other requests do not wait for what is unpacked and read. */
  private thread: WorkerThread | null = null;

  constructor(
    private readonly ids: OuterIds,
    private readonly database: Database,
    private readonly erasedUsers: ErasedUsersRepository,
    private readonly droppedDays: DroppedDaysRepository,
    private readonly playKeys: PlayKeysRepository,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  /** @throws DomainError invalid (content_damaged, utf_16, file_unrecognised) */
  async draft({ name, head }: FileHeadBody): Promise<MappingDraftDto> {
    const seen = await this.seen({ name, head, isWhole: false, mapping: null, leftOut: null });
    return (seen as { draft: MappingDraftDto }).draft;
  }

  /** @throws DomainError invalid (mapping_invalid, content_damaged) */
  async check({ name, head, isWhole, mapping: text }: MappingCheckBody): Promise<MappingCheckDto> {
    const mapping = checkedMapping(text);
    const erased = await this.database.transaction((transaction) => this.erasedUsers.all(transaction));
    const leftOut = { erased: sharedErased(erased), dropped: await this.droppedDays.all() };
    const seen = await this.seen({ name, head, isWhole, mapping, leftOut });
    const { check, keys } = seen as Extract<SeenHead, { check: unknown }>;
    const names = mappedArchives(mapping, name).map((archive) => archive.name);
    const repeated = await this.playKeys.countRepeated(keys, names);
    if (repeated > 0) {
      check.events.play! -= repeated;
      check.rejected['event_repeated'] = repeated;
    }
    return check;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.end();
  }

  private async seen(file: Omit<FileHead, 'form' | 'limits'>): Promise<SeenHead> {
    if (this.thread === null || this.thread.hasEnded) this.thread = new WorkerThread(WORKER);
    const { EARLIEST_DAY } = this.settings;
    const head: FileHead = { ...file, form: await this.ids.form(), limits: { EARLIEST_DAY } };
    const seen = await this.thread.ask<SeenHead>(head);
    if ('problem' in seen) throw new DomainError('invalid', seen.problem, PROBLEMS[seen.problem]);
    return seen;
  }
}
