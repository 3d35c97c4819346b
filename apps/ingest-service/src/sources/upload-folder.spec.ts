import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UploadFolder } from './upload-folder.js';

const NAME = '20170401_1_play.log';
const NOBODY = new Set<string>();

let path: string;
let folder: UploadFolder;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'uploads-'));
  folder = new UploadFolder(path);
});

afterEach(async () => {
  await rm(path, { recursive: true });
});

async function received(): Promise<string> {
  return (await folder.receive(NAME, Readable.from(['a']))).upload;
}

async function makeAllOld(below: string): Promise<void> {
  const old = new Date('2020-01-01');
  for (const entry of await readdir(below, { recursive: true })) await utimes(join(below, entry), old, old);
}

const everything = async (): Promise<string[]> => (await readdir(path, { recursive: true })).sort();

describe('uploads that nobody waits for', () => {
  it('are removed after a day, unless an open job names them', async () => {
    const [old, waitedFor] = [await received(), await received()];
    await makeAllOld(path);
    const young = await received();
    await folder.removeAbandoned(new Set([waitedFor]));
    expect((await readdir(path)).sort()).toEqual([waitedFor, young].map((id) => `.upload-${id}`).sort());
    expect(old).not.toBe(waitedFor);
  });

  it('are all that is removed: the folder may hold other things, under any name', async () => {
    const id = '0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b';
    for (const other of ['2017-04', id, `${id}.log`, `.upload-${id}/deep`]) {
      await mkdir(join(path, other), { recursive: true });
      await writeFile(join(path, other, NAME), 'raw');
    }
    await writeFile(join(path, NAME), 'raw');
    await writeFile(join(path, `.upload-${id.replace('0', '2')}`), 'a file of such a name');
    await makeAllOld(path);
    const before = await everything();
    await folder.removeAbandoned(NOBODY);
    expect(await everything()).toEqual(before);
  });
});

it('removes of one upload what the upload wrote, and nothing beside it', async () => {
  const [mine, other] = [await received(), await received()];
  await mkdir(join(folder.placeOf(other), 'deep'));
  await folder.remove(mine);
  await folder.remove(other);
  expect(await everything()).toEqual([`.upload-${other}`, `.upload-${other}/deep`]);
});
