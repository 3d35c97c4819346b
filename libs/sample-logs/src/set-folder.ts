import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MANIFEST_NAME } from './manifest.js';
import { fileErrorCode, SampleLogsError } from './sample-logs-error.js';

function holdsSampleLogs(directory: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, MANIFEST_NAME), 'utf8'));
    return (
      typeof manifest === 'object' &&
      manifest !== null &&
      'synthetic' in manifest &&
      manifest.synthetic === true
    );
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return fileErrorCode(error) === 'EPERM';
  }
}

/** mkdirSync with `recursive` never returns below /proc, so the way down is walked here. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/**
 * The folder of a set while it is being written: a neighbour of its final place, renamed when it is complete, so the
 * final place never holds half a set, whenever the process is killed.
 */
export class SetFolder {
  readonly final: string;
  readonly draft: string;

  constructor(directory: string) {
    this.final = resolve(directory);
    this.draft = `${this.final}.partial-${process.pid}`;
  }

  /**
   * Makes the draft and removes drafts of processes that died.
   * @throws SampleLogsError when other files are in the way
   */
  open(): void {
    if (existsSync(this.final) && readdirSync(this.final).length > 0 && !holdsSampleLogs(this.final)) {
      const message = `The folder ${this.final} holds files that are no sample logs; they are left alone. Name another folder.`;
      throw new SampleLogsError('folder_in_use', message);
    }
    const parent = dirname(this.final);
    makeFolder(parent);
    const draftName = `${basename(this.final)}.partial-`;
    for (const name of readdirSync(parent)) {
      const pid = name.startsWith(draftName) ? Number(name.slice(draftName.length)) : Number.NaN;
      if (pid === process.pid || (Number.isInteger(pid) && !isRunning(pid))) {
        rmSync(join(parent, name), { recursive: true, force: true });
      }
    }
    mkdirSync(this.draft);
  }

  /** Puts the draft in its final place, instead of an older set there. */
  publish(): void {
    if (existsSync(this.final)) rmSync(this.final, { recursive: true });
    renameSync(this.draft, this.final);
  }

  discard(): void {
    rmSync(this.draft, { recursive: true, force: true });
  }
}
