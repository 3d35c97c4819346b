import { CursorPageDto, CursorQuery, Field, JoinedType } from '#common';
import { ArchiveNameDto } from '../archives/archive.dto.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type { RejectionReason } from '../formats/rejection.js';

const REASONS = Object.keys(REJECTION_REASONS) as RejectionReason[];

export class RejectedLinesFilter {
  @Field.text('Only lines of this archive', {
    optional: true,
    maxLength: 1_200,
    example: '20170401_3_play.log.tar.gz',
  })
  archive?: string;

  @Field.enum('Only lines that were rejected for this reason', REASONS, { optional: true })
  reason?: RejectionReason;
}

export class RejectedLinesQuery extends JoinedType(CursorQuery, RejectedLinesFilter) {}

export class RejectedLineDto {
  @Field.text('Name of the archive', { example: '20170401_3_play.log.tar.gz' })
  archive: string;

  @Field.text('SHA-256 of the content of the archive, in hexadecimal', {
    nullable: true,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string | null;

  @Field.integer('Number of the line in the unpacked log, or of the record in the file, from 1', {
    minimum: 1,
    example: 1_204,
  })
  line: number;

  @Field.enum('Why it was rejected', REASONS)
  reason: RejectionReason;

  @Field.text('The reason in a sentence', { example: 'The user id is blank.' })
  meaning: string;

  @Field.text('The line, or the record as JSON; addresses are masked: digits are 9, letters a', {
    example: '\tar\t15249349\t0\tTitle\tSinger\t200\t210\t0',
  })
  text: string;
}

export class RejectedLinesDto extends CursorPageDto {
  @Field.objects(() => RejectedLineDto, 'Newest archives first, lines in the order of the file')
  lines: RejectedLineDto[];
}

/** What a replay did. */
export class ReplayResultDto extends ArchiveNameDto {
  @Field.count('Stored lines that were read again', { example: 40 })
  lines: number;

  @Field.count('Lines that are events now', { example: 38 })
  events: number;
}
