import { COST, Costs, DomainError, OuterIds, Refuses, SETTINGS } from '#common';
import { compiledFile, WorkerThread } from '#common/threads';
import { Body, Controller, HttpCode, Inject, Module, Post } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { IngestSettings } from '../ingest.settings.js';
import { checkedMapping } from '../stored-mappings/stored-mappings.js';
import type { FileHead, SeenHead } from './head-checks.worker.js';
import { FileHeadBody, MappingCheckBody, MappingCheckDto, MappingDraftDto } from './mapping-checks.dto.js';

const WORKER = compiledFile('./head-checks.worker.js', import.meta.url);
const PROBLEMS = {
  content_damaged: 'The bytes are packed, and damaged.',
  utf_16: ARCHIVE_REASONS.utf_16,
  file_unrecognised:
    'The file is neither JSON, a CSV nor a Parquet file, or it is one of Parquet whose end was not sent: ' +
    'for a large one use npm run ingest -- --draft FILE.',
};

/** Before a mapping is stored: a first draft of it, and what a file would become. Nothing is stored. */
@Controller('ingest/mappings')
class MappingChecksController implements OnApplicationShutdown {
  /** One for all requests, one after the other: other requests do not wait for what is unpacked and read. */
  private thread: WorkerThread | null = null;

  constructor(
    private readonly ids: OuterIds,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  @Post('draft')
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Draft a mapping by the first bytes of a file',
    description:
      'Names and values of the columns decide. The draft is a beginning, and its comments say what it makes of the bytes: ' +
      'mend it, and send it to `POST /ingest/mappings/check` with the same bytes.',
  })
  @ApiOkResponse({ type: MappingDraftDto })
  @Refuses({
    400: '`file_unrecognised`: it is neither JSON, CSV nor a whole Parquet file; `utf_16`; `content_damaged`',
  })
  async draftMapping(@Body() { name, head }: FileHeadBody): Promise<MappingDraftDto> {
    const seen = await this.seen({ name, head, isWhole: false, mapping: null });
    return (seen as { draft: MappingDraftDto }).draft;
  }

  @Post('check')
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Check what the first bytes of a file would become by a mapping',
    description: 'Reads them as a load into this database would, and stores nothing.',
  })
  @ApiOkResponse({ type: MappingCheckDto })
  @Refuses({ 400: '`mapping_invalid`: each problem with its line and column' })
  async checkMapping(@Body() { name, head, mapping, isWhole }: MappingCheckBody): Promise<MappingCheckDto> {
    const seen = await this.seen({ name, head, isWhole, mapping: checkedMapping(mapping) });
    return (seen as { check: MappingCheckDto }).check;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.end();
  }

  /** @throws DomainError invalid (content_damaged, utf_16, file_unrecognised) */
  private async seen(file: Omit<FileHead, 'form' | 'limits'>): Promise<SeenHead> {
    if (this.thread === null || this.thread.hasEnded) this.thread = new WorkerThread(WORKER);
    const { EARLIEST_DAY } = this.settings;
    const head: FileHead = { ...file, form: await this.ids.form(), limits: { EARLIEST_DAY } };
    const seen = await this.thread.ask<SeenHead>(head);
    if ('problem' in seen) throw new DomainError('invalid', seen.problem, PROBLEMS[seen.problem]);
    return seen;
  }
}

@Module({ controllers: [MappingChecksController] })
export class MappingChecksModule {}
