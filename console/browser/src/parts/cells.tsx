import { Link } from 'wouter';
import { pageOfSinger, pageOfSong, pageOfUser } from '../data/address.js';
import type { Recommender } from '../data/contracts.js';
import { share } from '../format/numbers.js';
import { ago, time } from '../format/times.js';
import { texts } from '../texts.js';

/** A user, with the page of the user behind it. */
export function User({ id }: { id: string }) {
  return <Link href={pageOfUser(id)}>{id}</Link>;
}

/** A time in the past, as how long ago that is. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={time(at)}>
      {ago(at)}
    </time>
  );
}

/** How far something is: a bar and its figure; while no share is known, a bar without one. */
export function Progress({ of, fraction }: { of: string; fraction: number | null }) {
  return (
    <div className="row">
      <progress aria-label={of} {...(fraction === null ? {} : { value: fraction, max: 1 })} />
      <span>{fraction === null ? texts.progress.unknown : share(fraction, 0)}</span>
    </div>
  );
}

/** Songs below one another. */
export function Songs({ of }: { of: readonly Recommender['NamedSongDto'][] }) {
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
export function Song({ songId, title, singer }: Recommender['NamedSongDto']) {
  return (
    <>
      <Link href={pageOfSong(songId)}>
        <bdi>{title ?? texts.unnamedSong(songId)}</bdi>
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

/** The name of a singer, with the page of the singer behind it. */
export function Singer({ of: { singerId, name } }: { of: { singerId: string; name: string } }) {
  return (
    <Link href={pageOfSinger(singerId)}>
      <bdi>{name}</bdi>
    </Link>
  );
}
