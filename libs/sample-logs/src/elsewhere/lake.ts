import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dateOf } from '../calendar.js';
import type { Format } from './record-formats.js';
import { lineOf, WRITERS } from './record-formats.js';
import type { Logged } from './service-log.js';
import type { Truth } from './truth.js';

/** What happens to a file of JSON lines after the first load. */
export type Change =
  | { is: 'gzip'; path: string }
  | { is: 'move'; path: string; to: string }
  | { is: 'append'; path: string; text: string };

/** What becomes of the files of JSON lines, each time of the next one that has enough records. */
const FATES = ['copied', 'repacked', 'packed later', 'moved', 'grown', 'moved and grown', 'plain'] as const;
type Fate = (typeof FATES)[number];
const ENOUGH = 6;
/** Of so many folders one also holds what writers leave beside data. */
const LITTERED = 8;

/** A log of the service: a folder below that of the lake, and the form of its files. */
export interface Stream {
  path: string;
  format: Format;
}

/** Writes the logs of the service as Hive folders by day of arrival: `<stream>/dt=2017-04-02/part-0.csv`. */
export class Lake {
  readonly changes: Change[] = [];
  files = 0;
  private readonly waiting = new Map<Stream, Map<number, Logged[]>>();
  private fate = 0;

  constructor(
    private readonly folder: string,
    private readonly truth: Truth,
  ) {}

  add(stream: Stream, logged: Logged): void {
    const days = this.waiting.get(stream) ?? new Map<number, Logged[]>();
    this.waiting.set(stream, days);
    const { arrived } = logged.event;
    const those = days.get(arrived);
    if (those === undefined) days.set(arrived, [logged]);
    else those.push(logged);
  }

  /** Writes what arrived before a day. */
  writeBefore(day: number): void {
    for (const [stream, days] of this.waiting) {
      for (const arrived of [...days.keys()].filter((of) => of < day).sort((a, b) => a - b)) {
        this.write(stream, arrived, days.get(arrived)!);
        days.delete(arrived);
      }
    }
  }

  private write({ path, format }: Stream, day: number, all: Logged[]): void {
    const folder = `${path}/dt=${dateOf(day)}`;
    const name = `part-0.${format}`;
    const fate = format === 'jsonl' && all.length >= ENOUGH ? this.nextFate() : 'plain';
    const first = all.slice(0, fate.endsWith('grown') ? all.length / 2 : all.length);
    const later = all.slice(first.length);
    for (const logged of first) this.truth.add(logged, 'archived');
    for (const logged of later) this.truth.add(logged, 'added');
    const bytes = WRITERS[format](first.map(({ record }) => record));
    this.put(`${folder}/${name}`, bytes);
    this.put(`${folder}/_SUCCESS`, '');
    this.files++;
    if (fate === 'copied') this.put(`${folder}/part-0 (copy).${format}`, bytes);
    if (fate === 'repacked') this.put(`${folder}/${name}.gz`, gzipSync(bytes));
    this.planChanges(fate, `${folder}/${name}`, `${folder}/part-1.${format}`, later);
    if (day % LITTERED === 0) this.litter(folder, name, bytes);
  }

  private planChanges(fate: Fate, path: string, to: string, later: readonly Logged[]): void {
    const { changes } = this;
    if (fate === 'packed later') changes.push({ is: 'gzip', path });
    if (fate.startsWith('moved')) changes.push({ is: 'move', path, to });
    const text = later.map(({ record }) => lineOf(record)).join('');
    if (fate === 'grown') changes.push({ is: 'append', path, text });
    if (fate === 'moved and grown') changes.push({ is: 'append', path: to, text });
  }

  private nextFate(): Fate {
    return FATES[this.fate++ % FATES.length]!;
  }

  /** Halves of files that another writer gave up, checksums and an empty file. */
  private litter(folder: string, name: string, bytes: Buffer): void {
    const half = bytes.subarray(0, bytes.length / 2);
    const ending = name.slice(name.indexOf('.'));
    this.put(`${folder}/_temporary/0/part-9${ending}`, half);
    this.put(`${folder}/part-9${ending}.inprogress`, half);
    this.put(`${folder}/.${name}.crc`, 'crc');
    this.put(`${folder}/part-8${ending}`, '');
  }

  private put(path: string, content: Buffer | string): void {
    const whole = join(this.folder, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, content, { flag: 'wx' });
  }
}
