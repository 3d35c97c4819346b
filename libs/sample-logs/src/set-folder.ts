import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { holdsSampleLogs } from './manifest.js';

/** A set of sample logs could not be made as it was asked for; the message is one sentence for the caller. */
export class SampleLogsError extends Error {
  override readonly name = 'SampleLogsError';
}

/**
 * The folder of a set while it is being written: a neighbour of its final place, renamed when it is complete.
 * One process at a time may write a set to one place.
 */
export class SetFolder {
  readonly final: string;
  readonly draft: string;
  private readonly replaced: string;

  constructor(directory: string) {
    this.final = resolve(directory);
    this.draft = `${this.final}.partial`;
    this.replaced = `${this.final}.replaced`;
  }

  /**
   * Makes the draft and removes what a killed process left.
   * @throws SampleLogsError when other files are in the way
   */
  open(): void {
    if (existsSync(this.final) && readdirSync(this.final).length > 0 && !holdsSampleLogs(this.final)) {
      throw new SampleLogsError(
        `The folder ${this.final} holds files that are no sample logs; they are left alone. Name another folder.`,
      );
    }
    mkdirSync(dirname(this.final), { recursive: true });
    this.discard();
    rmSync(this.replaced, { recursive: true, force: true });
    mkdirSync(this.draft);
  }

  /**
   * Puts the draft in its final place by renames alone: a kill at any time leaves a whole set there, or none.
   */
  publish(): void {
    const replaces = existsSync(this.final);
    if (replaces) renameSync(this.final, this.replaced);
    try {
      renameSync(this.draft, this.final);
    } catch (error) {
      if (replaces) renameSync(this.replaced, this.final);
      throw error;
    }
    rmSync(this.replaced, { recursive: true, force: true });
  }

  discard(): void {
    rmSync(this.draft, { recursive: true, force: true });
  }
}
