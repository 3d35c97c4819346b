import { once } from 'node:events';

/** How an archive that begins well may end badly: cut off, or damaged at some point. */
export type Damage = 'truncated' | 'corrupt';

/** What unpacks: bytes are written into it, and come out by another way. */
interface Unpacker extends NodeJS.EventEmitter {
  readonly destroyed: boolean;
  write(chunk: Buffer): boolean;
  end(data: null): unknown;
  destroy(error?: Error): unknown;
}

/**
 * Writes the source into the unpacker until one of them ends. The end is written only when all before it is
 * unpacked: together with the last chunk, the error of a cut archive would cost what that chunk unpacks to.
 * @returns the source's error, with which the unpacker is destroyed; the unpacker's own errors come out of it
 */
export async function feed(source: AsyncIterable<Buffer>, unpacker: Unpacker): Promise<Error | undefined> {
  const closed = once(unpacker, 'close').catch(() => undefined);
  try {
    for await (const chunk of source) {
      if (unpacker.destroyed) return undefined;
      if (unpacker.write(chunk)) continue;
      // An error of the unpacker ends both waits.
      await Promise.race([once(unpacker, 'drain').catch(() => undefined), closed]);
    }
    unpacker.end(null);
    return undefined;
  } catch (error) {
    unpacker.destroy(error as Error);
    return error as Error;
  }
}
