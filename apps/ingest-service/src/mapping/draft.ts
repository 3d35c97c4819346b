import { stringify } from 'yaml';
import { BUILT_IN_MAPPINGS } from './built-in.js';
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

/** Drafts a mapping by the name and the first bytes of a file; null: it has none of the forms. */
export async function draftMapping(fileName: string, head: Buffer): Promise<MappingDraft | null> {
  const sample = await sampleOf(head);
  const looks =
    recognised(head)
      ?.replace(/^looks_/, '')
      .replaceAll('_', '-') ?? '';
  const sampled = new SampledColumns(sample?.records ?? []);
  const columns = [...sampled.names];
  if (Object.hasOwn(BUILT_IN_MAPPINGS, looks)) {
    const text = BUILT_IN_MAPPINGS[looks]!.trimStart();
    return { text, builtIn: looks, columns };
  }
  if (sample === null) return null;
  const { mapping, open } = membersOf(sampled);
  const { form, each, header, delimiter, quotes } = sample;
  const named = { name: nameOf(fileName), files: filesOf(fileName), records: form };
  const how = { each, header, delimiter, quotes };
  const comments = ['A first draft, by the names and values of the columns: check each line.', ...open];
  const text = stringify({ ...named, ...how, ...mapping }, { lineWidth: 0 });
  return { text: comments.map((line) => `# ${line}\n`).join('') + text, builtIn: null, columns };
}

/** The members of the mapping, and sentences on what the columns do not show. */
function membersOf(columns: SampledColumns): { mapping: Record<string, unknown>; open: string[] } {
  const open: string[] = [];
  const time = columns.takeTime();
  if (time === undefined) open.push('No column has times: name the one of `time`, and its format.');
  const seconds = columns.takeNumbers('seconds');
  const length = columns.takeNumbers('length');
  const kind = columns.take('kind');
  let user = columns.take('user');
  let song = columns.take('song');
  const title = columns.take('title');
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
  if (user === undefined) open.push('No column looks like a user: all events are those of one.');
  const inUnit = (column: string | undefined) =>
    column !== undefined && columns.isMilliseconds(column) ? { column, unit: 'ms' } : column;
  const format = columns.formats.get(time ?? '');
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

function nameOf(fileName: string): string {
  const name = fileName
    .toLowerCase()
    .replace(/\..*$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40);
  return name === '' || name === 'events' || Object.hasOwn(BUILT_IN_MAPPINGS, name) ? 'our-logs' : name;
}

function filesOf(fileName: string): string {
  const ending = /(\.[a-z]+)(\.gz|\.zst)?$/.exec(fileName)?.[0];
  return ending === undefined ? '*' : `*${ending}`;
}
