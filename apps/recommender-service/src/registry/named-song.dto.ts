import { Field } from '#common';

/** A song by what people call it. */
export class NamedSongDto {
  @Field.id('song', 'Song id', { example: '15249349' })
  songId: string;

  @Field.text('Title; null when no archive names it', { nullable: true, example: '演员' })
  title: string | null;

  @Field.text('Singer; null when no archive names one', { nullable: true, example: '薛之谦' })
  singer: string | null;
}

/** As an object to be spread. */
export type NamedSong = Pick<NamedSongDto, keyof NamedSongDto>;
