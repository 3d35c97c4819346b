import { Link } from 'wouter';
import { pageOfSong } from '../data/address.js';
import { texts } from '../texts.js';

interface Named {
  songId: string;
  title: string | null;
  singer: string | null;
}

/** Songs below one another. */
export function Songs({ of }: { of: readonly Named[] }) {
  return (
    <ul className="stack">
      {of.map((song) => (
        <li key={song.songId}>
          <Song {...song} />
        </li>
      ))}
    </ul>
  );
}

/** A song as people call it, with its page behind it. */
export function Song({ songId, title, singer }: Named) {
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
