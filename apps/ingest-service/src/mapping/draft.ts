import { posix } from 'node:path';
import { stringify } from 'yaml';
import { BUILT_IN_MAPPINGS } from './built-in.js';
import type { Mapping } from './mapping-schema.js';
import { PATH, pathColumns } from './path-columns.js';
import { recognised } from './recognised.js';
import { sampleOf } from './sample-records.js';
import { isNamed, SampledColumns } from './sampled-columns.js';

/** A first draft of a mapping. */
export interface MappingDraft {
  /** Of YAML. */
  text: string;
  /** The built-in mapping that the file looks to be for; then that is the text. */
  builtIn: string | null;
  /** The columns of the file, as a mapping names them. */
  columns: string[];
}

const DEVICES = { android: 'android', iphone: 'ios', ipad: 'ios', ios: 'ios', mac: 'mac' };

/** Folders of dates, of which the innermost is a day. */
const DATE_FOLDERS = /(?:^|\/)\d{4}\/\d{2}\/\d{2}\/[^/]+$/;
const OF_DATES = '{YYYY}/{MM}/{DD}/*';

/**
 * Drafts a mapping by the path, or the name alone, and the first bytes of a file; null: it has none of the
 * forms.
 * @param ids their form in the database; null: it has none yet
 * @param withBuiltIn a built-in mapping may be the draft
 */
export async function draftMapping(
  path: string,
  head: Buffer,
  ids: Mapping['ids'] | null = null,
  withBuiltIn = true,
): Promise<MappingDraft | null> {
  const sample = await sampleOf(head);
  const looks =
    recognised(head)
      ?.replace(/^looks_/, '')
      .replaceAll('_', '-') ?? '';
  const sampled = new SampledColumns(sample?.records ?? []);
  const pattern = DATE_FOLDERS.test(path) ? OF_DATES : undefined;
  const found = [...pathColumns(path, pattern)!].map(([name, value]) => [PATH + name, value] as const);
  const ofPath = new SampledColumns([Object.fromEntries(found)]);
  const columns = [...sampled.names, ...ofPath.names];
  if (withBuiltIn && Object.hasOwn(BUILT_IN_MAPPINGS, looks)) {
    const text = BUILT_IN_MAPPINGS[looks]!.trimStart();
    return { text, builtIn: looks, columns };
  }
  if (sample === null) return null;
  const { mapping, open } = membersOf(sampled, ofPath, ids);
  if (ofPath.names.length > 0) open.push(`Each record also has ${ofPath.names.join(', ')}, by its path.`);
  const { form, each, header, delimiter, quotes } = sample;
  const named = { name: nameOf(path), files: filesOf(posix.basename(path)), path: pattern, records: form };
  const how = { each, header, delimiter, quotes };
  const comments = ['A first draft, by the names and values of the columns: check each line.', ...open];
  const idsOf = { ids: ids === 'numeric' ? ids : undefined };
  const text = stringify({ ...named, ...how, ...idsOf, ...mapping }, { lineWidth: 0 });
  return { text: comments.map((line) => `# ${line}\n`).join('') + text, builtIn: null, columns };
}

/** The members of the mapping, and sentences on what the columns do not show. */
function membersOf(
  columns: SampledColumns,
  ofPath: SampledColumns,
  ids: Mapping['ids'] | null,
): { mapping: Record<string, unknown>; open: string[] } {
  const open: string[] = [];
  const time = columns.takeTime() ?? ofPath.takeTime();
  if (time === undefined) open.push('No column has times: name the one of `time`, and its format.');
  const seconds = columns.takeNumbers('seconds');
  const length = columns.takeNumbers('length');
  const kind = columns.take('kind');
  let user = columns.take('user') ?? ofPath.take('user');
  let song = columns.take('song');
  let title = columns.take('title');
  // A hash of a title is no whole number.
  if (ids === 'numeric' && song === undefined) [song, title] = [title, undefined];
  const singer = columns.take('singer');
  const query = columns.take('query');
  const kinds = kind === undefined ? {} : columns.eventKinds(kind, query !== undefined);
  const device = columns.take('device');
  const names = [singer, title].filter((column) => column !== undefined);
  if (song === undefined && names.length === 0) {
    if (user !== undefined) song = columns.takeId('id');
    else {
      [user, song] = [columns.takeId('any'), columns.takeId('any')];
      if (user !== undefined) {
        const guessed = song === undefined ? '' : `, ${song} the song`;
        open.push(`By their places alone, as the first columns, ${user} is the user${guessed}.`);
      }
    }
    if (song === undefined) open.push('No column looks like a song: all events are of one.');
  }
  if (user === undefined)
    open.push(
      'No column looks like a user: all events are those of one.',
      "Where each user has a folder: path: '{user}/*', and user: path.user.",
    );
  const inUnit = (column: string | undefined) =>
    column !== undefined && columns.isMilliseconds(column) ? { column, unit: 'ms' } : column;
  const format = columns.formats.get(time ?? '') ?? ofPath.formats.get(time ?? '');
  const marks = isNamed(time ?? '', 'end') && seconds !== undefined ? 'end' : undefined;
  return {
    open,
    mapping: {
      ...whenOrKind(kind, kinds),
      user: user === undefined ? { constant: 'me' } : columns.hasAddresses(user) ? { hash: [user] } : user,
      song: song ?? (names.length === 0 ? { constant: 'any' } : { hash: names, lower: true }),
      title,
      singer,
      query: Object.values(kinds).includes('search') ? query : undefined,
      time: format === 'iso' && marks === undefined ? time : { column: time ?? 'time', format, marks },
      seconds: inUnit(seconds),
      length: inUnit(length),
      device: device === undefined ? undefined : { column: device, contains: DEVICES },
      drop: columns.personal.length === 0 ? undefined : columns.personal,
    },
  };
}

function whenOrKind(column: string | undefined, kinds: Record<string, string>): object {
  const values = Object.keys(kinds);
  if (column === undefined || values.length === 0) return {};
  return Object.values(kinds).every((kind) => kind === 'play')
    ? { when: [{ column, is: values }] }
    : { kind: { column, values: kinds } };
}

/** By the folder, so that those of two folders differ, and the name of the file where it is no part of a table. */
function nameOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const own = folders.findLast((folder) => !folder.includes('=') && /[a-z]/i.test(folder)) ?? '';
  const isPart = own !== folders.at(-1) && own !== '';
  const file = posix.basename(path).replace(/\..*$/, '');
  const name = (isPart || own === '' ? own || file : `${own}-${file}`)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40);
  return name === '' || name === 'events' || Object.hasOwn(BUILT_IN_MAPPINGS, name) ? 'our-logs' : name;
}

function filesOf(fileName: string): string {
  const ending = /(\.[a-z]+)(\.gz|\.zst)?$/.exec(fileName)?.[0];
  return ending === undefined ? '*' : `*${ending}`;
}
