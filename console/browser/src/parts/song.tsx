import { Link } from 'wouter';
import { pageOfSong } from '../data/address.js';
import { texts } from '../texts.js';

/** A song as people call it, with its page behind it. */
export function Song({
  songId,
  title,
  singer,
}: {
  songId: string;
  title: string | null;
  singer: string | null;
}) {
  return (
    <>
      <Link href={pageOfSong(songId)}>
        <bdi>{title ?? texts.songs.unnamed(songId)}</bdi>
      </Link>
      {singer !== null && (
        <>
          {' '}
          <bdi>{singer}</bdi>
        </>
      )}
    </>
  );
}
