import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf } from './calendar.js';
import type { Catalogue } from './catalogue.js';
import type { EventList } from './event-list.js';
import { KeyedRandom } from './keyed-random.js';
import type { Population } from './population.js';
import type { Taste } from './taste.js';

/** A file beside the archives, that no load of the folder reads, and the mapping that reads it. */
export interface SampleTable {
  readonly path: string;
  readonly mapping: string;
}

/** Names that begin with `_` are passed over by loads of their folder. */
export const SONG_TABLE: SampleTable = { path: '_songs.csv', mapping: '_songs.yaml' };
export const FEEDBACK_TABLE: SampleTable = { path: '_feedback.csv', mapping: '_feedback.yaml' };

const SONG_MAPPING = `name: sample-songs
records: csv
kind: song
song: song
properties: { genres: genre, language: language, released: released, explicit: explicit }
`;
const FEEDBACK_MAPPING = `name: sample-feedback
records: csv
ids: numeric
kind: { column: said, values: { like: like, dislike: dislike } }
user: user
song: song
time: at
`;

/** Share of the plays after which something is said of the song. */
const SAID = 0.03;

/**
 * What ordinary users say of songs right after a play: they like those of their genres, and dislike others. One line of
 * CSV each.
 * @param day counted from 1970-01-01. @param taste turned to each user who says something
 */
export function feedbackLines(
  { seed, plays, day, part }: { seed: number; plays: EventList; day: number; part: number },
  { users, period }: Population,
  taste: Taste,
  { id }: Pick<Catalogue, 'id'>,
): string {
  const random = new KeyedRandom(seed).at(day, part, 10);
  const date = dateOf(day);
  let lines = '';
  for (let n = 0; n < plays.length; n++) {
    const [user, song] = [plays.user[n]!, plays.song[n]!];
    if (random.unit() >= SAID) continue;
    const member = users[user];
    if (member === undefined) continue;
    taste.of(user, member.latent, day - period.firstDay - member.firstDay);
    const said = taste.isOwn(song) ? 'like' : 'dislike';
    const time = new Date(1000 * plays.second[n]!).toISOString().slice(11, 19);
    lines += `${member.uid},${id(song)},${said},${date} ${time}\n`;
  }
  return lines;
}

/**
 * Writes properties of the songs heard and what was said, with their mappings.
 * @param heard 1 for each song with a play or download. @param said lines of {@link feedbackLines}, by day
 */
export function writeTables(
  folder: string,
  catalogue: Catalogue,
  { heard, said, firstDay }: { heard: Uint8Array; said: readonly string[]; firstDay: number },
): readonly SampleTable[] {
  writeSongs(folder, catalogue, {
    heard,
    firstDay,
    idOf: (song) => catalogue.id(song),
    mapping: 'ids: numeric\n',
  });
  writeFileSync(join(folder, FEEDBACK_TABLE.path), `user,song,said,at\n${said.join('')}`);
  writeFileSync(join(folder, FEEDBACK_TABLE.mapping), FEEDBACK_MAPPING);
  return [SONG_TABLE, FEEDBACK_TABLE];
}

/** Writes properties of the songs heard. @param idOf as logs have it. @param mapping more lines of the mapping */
export function writeSongs(
  folder: string,
  catalogue: Catalogue,
  {
    heard,
    firstDay,
    idOf,
    mapping = '',
  }: { heard: Uint8Array; firstDay: number; idOf: (song: number) => string | number; mapping?: string },
): void {
  const lines = ['song,genre,language,released,explicit\n'];
  heard.forEach((isHeard, song) => {
    if (isHeard === 0) return;
    const { genre, language, daysBefore, isExplicit } = catalogue.properties(song);
    const released = dateOf(firstDay - daysBefore);
    lines.push(`${idOf(song)},${genre},${language},${released},${isExplicit ? 'yes' : 'no'}\n`);
  });
  writeFileSync(join(folder, SONG_TABLE.path), lines.join(''));
  writeFileSync(join(folder, SONG_TABLE.mapping), SONG_MAPPING + mapping);
}
