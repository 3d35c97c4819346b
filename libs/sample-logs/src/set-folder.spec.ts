import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANIFEST_NAME } from './manifest.js';
import { SetFolder } from './set-folder.js';

describe('the folder of a set', () => {
  let parent: string;
  let place: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'set-folder-'));
    place = join(parent, 'set');
    mkdirSync(place);
    writeFileSync(join(place, MANIFEST_NAME), '{"synthetic":true,"seed":1}');
  });

  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it('holds the whole older set when the new one could not take its place', () => {
    const folder = new SetFolder(place);
    folder.open();
    rmSync(folder.draft, { recursive: true });
    expect(() => {
      folder.publish();
    }).toThrow(/ENOENT/);
    expect(readFileSync(join(place, MANIFEST_NAME), 'utf8')).toContain('"seed":1');
  });

  it('is opened again after a process that was killed while it replaced a set', () => {
    const left = [`${place}.partial`, `${place}.replaced`];
    for (const path of left) mkdirSync(join(path, 'half'), { recursive: true });
    const folder = new SetFolder(place);
    folder.open();
    writeFileSync(join(folder.draft, MANIFEST_NAME), '{"synthetic":true,"seed":2}');
    folder.publish();
    expect(left.map((path) => existsSync(path))).toEqual([false, false]);
    expect(readFileSync(join(place, MANIFEST_NAME), 'utf8')).toContain('"seed":2');
  });
});
