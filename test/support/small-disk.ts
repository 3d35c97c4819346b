import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Rights to mount: those of root, or of `sudo` where it asks for no password. */
const AS_ROOT = process.getuid?.() === 0 ? [] : ['sudo', '-n'];

function asRoot(...command: string[]): void {
  const [program, ...rest] = [...AS_ROOT, ...command];
  execFileSync(program!, rest, { stdio: 'pipe' });
}

/** A file system of a few megabytes (tmpfs), to be filled and emptied. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** Whether this account can have one: on Linux, as root or by sudo without a password. */
  static get isPossible(): boolean {
    if (process.platform !== 'linux') return false;
    try {
      asRoot('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
      return true;
    } catch {
      return false;
    }
  }

  static mount(path: string, megabytes: number): SmallDisk {
    mkdirSync(path, { recursive: true });
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'tmpfs', path);
    return new SmallDisk(path);
  }

  /** Writes a file that takes what is free, but for so many bytes. */
  fill(keepFree = 0): void {
    this.empty();
    const { bavail, bsize } = statfsSync(this.path);
    try {
      writeFileSync(this.filler, Buffer.alloc(Math.max(0, bavail * bsize - keepFree)));
    } catch (error) {
      // Others have written meanwhile: it is full all the same.
      if ((error as { code?: string }).code !== 'ENOSPC') throw error;
    }
  }

  empty(): void {
    rmSync(this.filler, { force: true });
  }

  unmount(): void {
    asRoot('umount', '--lazy', this.path);
  }

  private get filler(): string {
    return join(this.path, 'filler');
  }
}
