import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CsvRecords } from '../../apps/ingest-service/src/formats/csv/csv-records.js';
import type { BenchPlatform } from './bench-platform.js';

const USERS = 20_000;
const SONGS = 50_000;
export const DAYS = 14;
const FIRST_MS = Date.UTC(2026, 0, 1);
/** Of the folder that is loaded as a whole. */
const FILES = 4;

interface Play {
  at: number;
  user: string;
  track: string;
  title: string;
  artist: string;
  ms: number;
}

type Five = [number[], number[], number[], number[], number[]];

const FORMS = {
  'json lines': { file: 'plays.jsonl', form: 'lines', goal: 250_000 },
  csv: { file: 'plays.csv', form: 'csv', goal: 250_000 },
  parquet: { file: 'plays.parquet', form: 'parquet', goal: 300_000 },
} as const;

/**
 * Plays of another service by a mapping: rate of a whole load into the tables, beside a plain loop over the
 * same parser that does nothing with what it reads. Then of a folder of several files, each of days of its own: the
 * next one is read while PostgreSQL makes the rollup of the last.
 */
export async function measureMapped(
  platform: BenchPlatform,
  data: string,
  rounds: number,
  records: number,
): Promise<void> {
  const folder = join(data, 'mapped');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await writeForms(folder, records);
  for (const [name, { file, form, goal }] of Object.entries(FORMS)) {
    const path = join(folder, file);
    const mapping = mappingOf(form);
    const [rates, plain, peaks, ours, postgres] = Array.from({ length: 5 }, (): number[] => []) as Five;
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      const read = await PLAIN[form](path);
      plain.push((1000 * read) / (performance.now() - started));
      await platform.withService(folder, async (service) => {
        await service.storeMapping(mapping);
        const load = await service.load(file, 'untouched', { mapping: 'bench' });
        if (load.events !== records) throw new Error(`${load.events} events of ${records} records.`);
        rates.push(load.events / load.seconds);
        peaks.push(load.peakMib);
        ours.push((200_000 * load.processor.client) / records);
        postgres.push((200_000 * load.processor.postgres) / records);
      });
    }
    const [rate, peer] = [median(rates), median(plain)];
    console.log(
      `${name.padEnd(10)} ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB, loaded at ${Math.round(rate)}/s (goal ${goal}), ` +
        `parsed alone at ${Math.round(peer)}/s, ratio ${(rate / peer).toFixed(2)}, peak ${Math.max(...peaks)} MiB, ` +
        `processor seconds of 200,000: ${median(ours).toFixed(2)} and PostgreSQL ${median(postgres).toFixed(2)}`,
    );
  }
  await writeFolder(join(folder, 'folder'), records);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await platform.withService(folder, async (service) => {
      await service.storeMapping(mappingOf('lines'));
      const load = await service.load('folder', 'untouched', { mapping: 'bench' });
      if (load.events !== FILES * records) throw new Error(`${load.events} events of ${FILES} files.`);
      rates.push(load.events / load.seconds);
    });
  }
  console.log(
    `${FILES} files of JSON lines, ${records} records each: loaded at ${Math.round(median(rates))}/s`,
  );
  rmSync(folder, { recursive: true });
}

function mappingOf(form: string): string {
  return [
    `name: bench\nrecords: ${form}\nuser: user\nsong: track\ntitle: title\nsinger: artist`,
    'time: { column: at, format: unix_ms }\nseconds: { column: ms, unit: ms }\n',
  ].join('\n');
}

export function playOf(n: number): Play {
  const song = (n * 7_919) % SONGS;
  return {
    at: FIRST_MS + ((n * 104_729) % (DAYS * 86_400_000)),
    user: `user:${(n * 31) % USERS}`,
    track: `service:track:${song}`,
    title: `Song ${song}, "live"`,
    artist: `Artist ${song % 3_000}`,
    ms: 30_000 + (n % 200_000),
  };
}

async function writeForms(folder: string, records: number): Promise<void> {
  const json = createWriteStream(join(folder, FORMS['json lines'].file));
  const csv = createWriteStream(join(folder, FORMS.csv.file));
  csv.write('at,user,track,title,artist,ms\n');
  const plays: Play[] = [];
  for (let n = 0; n < records; n++) {
    const play = playOf(n);
    plays.push(play);
    json.write(`${JSON.stringify(play)}\n`);
    const title = `"${play.title.replaceAll('"', '""')}"`;
    if (!csv.write(`${play.at},${play.user},${play.track},${title},${play.artist},${play.ms}\n`))
      await once(csv, 'drain');
  }
  for (const file of [json, csv]) {
    file.end();
    await once(file, 'close');
  }
  const column = (name: keyof Play, type: 'STRING' | 'DOUBLE') => ({
    name,
    type,
    data: plays.map((play) => play[name]),
  });
  const columns = [
    column('at', 'DOUBLE'),
    column('user', 'STRING'),
    column('track', 'STRING'),
    column('title', 'STRING'),
    column('artist', 'STRING'),
    column('ms', 'DOUBLE'),
  ];
  writeFileSync(
    join(folder, FORMS.parquet.file),
    Buffer.from(parquetWriteBuffer({ columnData: columns, rowGroupSize: 50_000 })),
  );
}

async function writeFolder(folder: string, records: number): Promise<void> {
  mkdirSync(folder);
  for (let number = 0; number < FILES; number++) {
    const file = createWriteStream(join(folder, `plays-${number}.jsonl`));
    for (let n = 0; n < records; n++) {
      const play = playOf(n);
      play.at += number * DAYS * 86_400_000;
      if (!file.write(`${JSON.stringify(play)}\n`)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'close');
  }
}

/** Records that the parser alone finds. */
const PLAIN: Record<'lines' | 'csv' | 'parquet', (path: string) => Promise<number>> = {
  lines: async (path) => {
    let found = 0;
    for await (const line of createInterface({ input: createReadStream(path) }))
      if (JSON.parse(line)) found++;
    return found;
  },
  csv: async (path) => {
    let found = -1;
    const reader = new CsvRecords((record) => {
      if (typeof record !== 'string' && record.fields.length > 0) found++;
    });
    for await (const chunk of createReadStream(path)) reader.push(chunk as Buffer);
    reader.finish(false);
    return found;
  },
  parquet: async (path) => {
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    return (await parquetReadObjects({ file, compressors })).length;
  },
};

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
