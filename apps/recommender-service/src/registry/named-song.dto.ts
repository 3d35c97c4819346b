import { IdField, TextField } from '#common';

/** A song by what people call it. */
export class NamedSongDto {
  @IdField('song', 'Song id', { example: '15249349' })
  songId: string;

  @TextField('Title; null when no archive names it', { nullable: true, example: '演员' })
  title: string | null;

  @TextField('Singer; null when no archive names one', { nullable: true, example: '薛之谦' })
  singer: string | null;
}

/** As an object to be spread. */
export type NamedSong = Pick<NamedSongDto, keyof NamedSongDto>;
