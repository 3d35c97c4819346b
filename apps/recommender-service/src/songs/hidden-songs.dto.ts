import { LimitQuery, TextField } from '#common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

export class HiddenSongBody {
  @ApiProperty({ description: 'true: in no list from now on; false: in lists again', example: true })
  @IsBoolean({ message: 'hidden must be true or false' })
  hidden: boolean;
}

export class HiddenSongDto extends HiddenSongBody {
  @ApiProperty({ description: 'Song id', example: '15249349' })
  songId: string;
}

export class HiddenSongsQuery extends LimitQuery {
  @TextField('`nextCursor` of the page before', { optional: true, maxLength: 200, example: 'wJr1kqPmVYu3…' })
  cursor?: string;
}

export class ListedHiddenSongDto {
  @ApiProperty({ description: 'Song id', example: '15249349' })
  songId: string;

  @ApiProperty({
    description: 'Title; null for a song that no archive has named',
    example: 'Quiet Feather',
    nullable: true,
    type: String,
  })
  title: string | null;

  @ApiProperty({
    description: 'Singer; null for a song that no archive has named',
    example: 'Paper Distants',
    nullable: true,
    type: String,
  })
  singer: string | null;

  @ApiProperty({ description: 'When it was hidden', example: '2026-11-24T15:00:00.000Z' })
  hiddenAt: string;
}

export class HiddenSongPageDto {
  @ApiProperty({ description: 'By song id', type: [ListedHiddenSongDto] })
  songs: ListedHiddenSongDto[];

  @ApiProperty({
    description: 'Give it as `cursor` to get the next page; null at the end',
    example: null,
    nullable: true,
    type: String,
  })
  nextCursor: string | null;
}
