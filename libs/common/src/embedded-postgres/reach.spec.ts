import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach } from './account.js';

const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };

// Only root can ask what another account may do.
(process.getuid?.() === 0 ? describe : describe.skip)('canReach', () => {
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
