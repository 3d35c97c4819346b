import { COST, Costs, DomainError, Refuses } from '#common';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { posix } from 'node:path';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { MappedChunk } from '../loading/mapped-log.js';
import { draftMapping } from '../mapping/draft.js';
import { mappedArchives, readingOf } from '../mapping/mapped-archive.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { mappingOfFile } from '../mapping/path-columns.js';
import { parquetRecords } from '../mapping/parquet-records.js';
import { unpackedHead } from '../sources/content-packing.js';
import { checkedMapping } from '../stored-mappings/stored-mappings.js';
import { checkMapping } from './check-mapping.js';
import { FileHeadBody, MappingCheckBody, MappingCheckDto, MappingDraftDto } from './mapping-checks.dto.js';

/** More of what was packed is not looked at: a request may not keep the others waiting. */
const MOST_BYTES = 1024 * 1024;

/** Before a mapping is stored: a first draft of it, and what a file would become. Nothing is stored. */
@Controller('ingest/mappings')
class MappingChecksController {
  @Post('draft')
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Draft a mapping by the first bytes of a file',
    description:
      'Names and values of the columns decide. The draft is a beginning: check it, and send it to ' +
      '`POST /ingest/mappings/check` with the same bytes.',
  })
  @ApiOkResponse({ type: MappingDraftDto })
  @Refuses({ 400: '`file_unrecognised`: it is neither JSON, CSV nor a whole Parquet file' })
  async draftMapping(@Body() { name, head }: FileHeadBody): Promise<MappingDraftDto> {
    const draft = await draftMapping(name, bytesOf(head).subarray(0, MOST_BYTES));
    if (draft !== null) return draft;
    throw new DomainError(
      'invalid',
      'file_unrecognised',
      'The file is neither JSON, a CSV nor a Parquet file, or it is one of Parquet whose end was not sent: ' +
        'for a large one use npm run ingest -- --draft FILE.',
    );
  }

  @Post('check')
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Check what the first bytes of a file would become by a mapping',
    description: 'Reads them as a load would, and stores nothing.',
  })
  @ApiOkResponse({ type: MappingCheckDto })
  @Refuses({ 400: '`mapping_invalid`: each problem with its line and column' })
  async checkMapping(@Body() { name, head, mapping, isWhole }: MappingCheckBody): Promise<MappingCheckDto> {
    const stated = checkedMapping(mapping);
    const ofFile = mappingOfFile(stated, name);
    const read = ofFile ?? readingOf(stated, name);
    const bytes = bytesOf(head);
    const looked = read.records === 'parquet' ? bytes : bytes.subarray(0, MOST_BYTES);
    const reader = { damage: null, chunks: () => chunksOf(looked, read) };
    const check = await checkMapping(read, reader, isWhole && looked.length === bytes.length);
    if (
      check.refusal === null &&
      (ofFile === null || mappedArchives(read, posix.basename(name)).length === 0)
    )
      check.refusal = { reason: 'file_not_mapped', detail: ARCHIVE_REASONS.file_not_mapped };
    return check;
  }
}

/** @throws DomainError invalid (content_damaged) */
function bytesOf(base64: string): Buffer {
  try {
    return unpackedHead(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw new DomainError('invalid', 'content_damaged', 'The bytes are packed, and damaged.', { cause });
  }
}

@Module({ controllers: [MappingChecksController] })
export class MappingChecksModule {}

/** Of a Parquet file all bytes are needed. @throws ArchiveRefused (other_form, columns_missing) */
async function* chunksOf(head: Buffer, mapping: Mapping): AsyncGenerator<MappedChunk> {
  if (mapping.records !== 'parquet') yield head;
  else yield* parquetRecords(Uint8Array.from(head).buffer, mapping);
}
