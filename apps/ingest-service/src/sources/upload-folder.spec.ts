import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UploadFolder } from './upload-folder.js';

let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'uploads-'));
});

afterEach(async () => {
  await rm(path, { recursive: true });
});

async function makeOld(name: string): Promise<void> {
  await utimes(join(path, name), new Date('2020-01-01'), new Date('2020-01-01'));
}

describe('uploads that nobody waits for', () => {
  it('are removed after a day', async () => {
    const folder = new UploadFolder(path);
    const [old, young] = [
      await folder.receive('a.log', Readable.from(['a']), () => undefined),
      await folder.receive('a.log', Readable.from(['a']), () => undefined),
    ];
    await makeOld(old);
    await folder.removeAbandoned();
    expect(await readdir(path)).toEqual([young]);
  });

  it('are all that is removed: the folder may be one that holds other things', async () => {
    await writeFile(join(path, '20170401_1_play.log'), 'raw');
    await mkdir(join(path, '2017-04'));
    await writeFile(join(path, '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b.log'), 'raw');
    const names = (await readdir(path)).sort();
    for (const name of names) await makeOld(name);
    await new UploadFolder(path).removeAbandoned();
    expect((await readdir(path)).sort()).toEqual(names);
  });
});
