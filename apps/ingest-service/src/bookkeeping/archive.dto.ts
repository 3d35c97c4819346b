import { ApiProperty } from '@nestjs/swagger';

const STATES = ['loaded', 'partial', 'refused', 'duplicate', 'dropped'];

export class ArchiveDto {
  @ApiProperty({ description: 'Number of the archive; each event carries it', example: 17 })
  id: number;

  @ApiProperty({ description: 'File name', example: '20170401_3_play.log.tar.gz' })
  name: string;

  @ApiProperty({
    description: 'Kind of its events; null when the name is no log name',
    enum: ['play', 'download', 'search'],
    example: 'play',
    nullable: true,
  })
  kind: 'play' | 'download' | 'search' | null;

  @ApiProperty({
    description: 'Day in the name; null when there is none',
    example: '2017-04-01',
    nullable: true,
    type: String,
  })
  day: string | null;

  @ApiProperty({ description: 'Part in the name', example: 3, nullable: true, type: Number })
  part: number | null;

  @ApiProperty({
    description:
      'loaded: whole; partial: what is whole of a damaged archive; refused: nothing; duplicate: the content is ' +
      'loaded under another name; dropped: retention dropped all of its days',
    enum: STATES,
    example: 'partial',
  })
  state: 'loaded' | 'partial' | 'refused' | 'duplicate' | 'dropped';

  @ApiProperty({
    description:
      'Why it is not loaded whole; at a loaded archive: why a changed content of it was refused, its events staying',
    example: 'truncated',
    nullable: true,
    type: String,
  })
  reason: string | null;

  @ApiProperty({
    description: 'The reason in a sentence',
    example: 'The archive ends too early.',
    nullable: true,
    type: String,
  })
  meaning: string | null;

  @ApiProperty({
    description: 'SHA-256 of the file, in hexadecimal; null when it was not read',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    nullable: true,
    type: String,
  })
  sha256: string | null;

  @ApiProperty({ description: 'Bytes of the file', example: 29360128 })
  byteCount: number;

  @ApiProperty({ description: 'Lines read: events and rejected lines', example: 2186906 })
  lineCount: number;

  @ApiProperty({ description: 'Events loaded', example: 2186840 })
  eventCount: number;

  @ApiProperty({
    description: 'Rejected lines by reason',
    example: { broken_row: 64, count_line: 2 },
    type: 'object',
    additionalProperties: { type: 'integer' },
  })
  rejected: Record<string, number>;

  @ApiProperty({
    description: 'Events by repair rule',
    example: { play_seconds_address: 12683, song_id_unknown: 174952 },
    type: 'object',
    additionalProperties: { type: 'integer' },
  })
  repaired: Record<string, number>;

  @ApiProperty({ description: 'When its load began', example: '2026-11-24T14:36:00.000Z' })
  startedAt: string;

  @ApiProperty({
    description: 'When its load ended',
    example: '2026-11-24T14:36:02.000Z',
    nullable: true,
    type: String,
  })
  finishedAt: string | null;
}

export class RuleCountDto {
  @ApiProperty({ description: 'The reason or rule', example: 'play_seconds_address' })
  name: string;

  @ApiProperty({
    description: 'What it means, in a sentence',
    example: 'Play seconds followed by garbage with an address.',
  })
  meaning: string;

  @ApiProperty({ description: 'Lines it was used on', example: 12683 })
  count: number;

  @ApiProperty({
    description:
      'Up to three of these lines, masked: digits are 9, letters a, characters beyond ASCII 字. Posted events have none.',
    example: ['999999999→aa→9999999→9→字字→字字→999>=(999.9.999.9)aa→9→9'],
    type: [String],
  })
  samples: string[];
}

export class ArchiveDetailDto extends ArchiveDto {
  @ApiProperty({ description: 'Rejected lines by reason', type: [RuleCountDto] })
  rejections: RuleCountDto[];

  @ApiProperty({ description: 'Events by repair rule', type: [RuleCountDto] })
  repairs: RuleCountDto[];
}

export class ArchivePageDto {
  @ApiProperty({ description: 'Archives, by name', type: [ArchiveDto] })
  archives: ArchiveDto[];

  @ApiProperty({
    description: 'Give it as `cursor` to get the next page; null at the end',
    example: 'MjAxNzA0MDFfM19wbGF5LmxvZy50YXIuZ3o',
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}
