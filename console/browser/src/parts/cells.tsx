import { Link } from 'wouter';
import { pageOfUser } from '../data/address.js';
import { ago, time } from '../format/times.js';

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
