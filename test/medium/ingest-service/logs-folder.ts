import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

const made: string[] = [];

/** A folder with these files, whose names may be paths. */
export async function makeLogsFolder(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'logs-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function removeLogsFolders(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** A `.tar.gz` with one log in it, under a name that says nothing, as in the original archives. */
export async function tarGz(log: string, ...more: string[]): Promise<Buffer> {
  const tar = pack();
  [log, ...more].forEach((content, at) => tar.entry({ name: `${at + 1}_down.log` }, content));
  tar.finalize();
  const blocks: Buffer[] = [];
  for await (const block of tar) blocks.push(block as Buffer);
  return gzipSync(Buffer.concat(blocks));
}

/** The header of an entry of a tar archive, by its type flag; the content of `size` bytes follows it. */
export function tarHeader(type: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write('name', 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** One play line, in the dialect with a bare tab. */
export function play(
  user: number | string,
  song: number | string,
  seconds: number | string,
  length = 200,
  title = `song ${song}`,
  singer = 'singer',
): string {
  return `${user}\tar\t${song}\t0\t${title}\t${singer}\t${seconds}\t${length}\t0\n`;
}

/** One download line, in the dialect with a blank and a tab. */
export function download(user: number, song: number, title = `song ${song}`): string {
  return `${user} \tip \t${song} \t${title} \tsinger \t0\n`;
}

export function search(user: number, time: string, query: string): string {
  return `${user} \tar \t${time} \t${query}\n`;
}

/** Many plays, seeded, so that archives overlap in users and songs and do not compress to nothing. */
export function manyPlays(seed: number, count: number): string {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  return Array.from({ length: count }, () => {
    const song = 1 + next(500);
    const user = 168_000_000 + next(300);
    const length = (): number => 180 + (next(20) === 0 ? next(3) : song % 50);
    return play(user, song, next(260), length(), `song ${song}`, `singer ${song % 90}`);
  }).join('');
}
