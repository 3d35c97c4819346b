import { Link } from 'wouter';
import { pageOfUser } from '../data/address.js';
import { ago, time } from '../format/times.js';
import { texts } from '../texts.js';
import type { Column } from './table.js';

/** The user of a row, with the page of the user behind it. */
export const USER: Column<{ userId: string }> = {
  name: texts.lists.user,
  value: ({ userId }) => <Link href={pageOfUser(userId)}>{userId}</Link>,
  // Numbers by their value, which may be beyond 2^53.
  order: ({ userId }) => (/^\d+$/.test(userId) ? userId.padStart(19, '0') : userId),
};

/** A time in the past, as how long ago that is. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={time(at)}>
      {ago(at)}
    </time>
  );
}
