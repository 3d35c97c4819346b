import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, mayUse } from './reach.js';

const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };

describe('mayUse', () => {
  it.each([
    ['the owner bits for the owner', { uid: 54_321, gid: 1, mode: 0o40700 }, true],
    ['the group bits for the group', { uid: 1, gid: 54_321, mode: 0o40070 }, true],
    ['the other bits for everybody else', { uid: 1, gid: 1, mode: 0o40007 }, true],
    ['only the owner bits for the owner', { uid: 54_321, gid: 54_321, mode: 0o40077 }, false],
    ['only the group bits for the group', { uid: 1, gid: 54_321, mode: 0o40707 }, false],
    ['all wanted rights, not some', { uid: 1, gid: 1, mode: 0o40004 }, false],
  ])('looks at %s', (_what, file, expected) => {
    expect(mayUse(stranger, file, 5)).toBe(expected);
  });
});

describe('canReach', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'music-box-reach-'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'middle'));
    mkdirSync(join(folder, 'middle', 'inner'));
    for (const path of ['middle', 'middle/inner']) chmodSync(join(folder, path), 0o755);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is true while every folder on the way may be entered', () => {
    expect(canReach(stranger, join(folder, 'middle', 'inner'))).toBe(true);
    chmodSync(join(folder, 'middle'), 0o711);
    expect(canReach(stranger, join(folder, 'middle', 'inner'))).toBe(true);
  });

  it('is false below a folder that only its owner may enter', () => {
    chmodSync(join(folder, 'middle'), 0o700);
    expect(canReach(stranger, join(folder, 'middle', 'inner'))).toBe(false);
    expect(canReach(stranger, join(folder, 'middle', 'not', 'made', 'yet'))).toBe(false);
  });

  it('follows a link and checks what it leads to', () => {
    symlinkSync(join(folder, 'middle', 'inner'), join(folder, 'link'));
    expect(canReach(stranger, join(folder, 'link'))).toBe(true);
    chmodSync(join(folder, 'middle'), 0o700);
    expect(canReach(stranger, join(folder, 'link'))).toBe(false);
  });

  it('is false for a file that may not be run', () => {
    writeFileSync(join(folder, 'program'), '', { mode: 0o644 });
    expect(canReach(stranger, join(folder, 'program'))).toBe(false);
    chmodSync(join(folder, 'program'), 0o755);
    expect(canReach(stranger, join(folder, 'program'))).toBe(true);
  });
});
