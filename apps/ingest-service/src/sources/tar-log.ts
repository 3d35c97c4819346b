import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import { feed } from './unpacked-chunks.js';
import type { Damage } from './unpacked-chunks.js';

/**
 * Yields the bytes of the one log inside a tar archive. Folders and macOS resource forks (`._name`) are
 * passed over. Of a cut or damaged archive all bytes before the damage are yielded, then `onDamage` is
 * called: the extractor gets the end of the input only when it has read all before it.
 * @throws ArchiveRefused when the archive holds no file, or a second one (found after the first was read);
 * the source's own error
 */
export async function* tarLogChunks(
  source: AsyncIterable<Buffer>,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Buffer> {
  // Headers older than ustar have no magic; their checksum is verified all the same.
  const tar = extract({ allowUnknownFormat: true } as object);
  const fed = feed(source, tar);
  let logs = 0;
  try {
    for await (const entry of tar) {
      if (isLog(entry.header)) {
        if (++logs > 1) throw new ArchiveRefused('several_logs_inside');
        for await (const chunk of entry) yield chunk as Buffer;
      }
      entry.resume();
    }
  } catch (error) {
    const sourceError = await fed;
    if (sourceError !== undefined) throw sourceError;
    if (error instanceof ArchiveRefused) throw error;
    onDamage((error as Error).message.includes('Unexpected end') ? 'truncated' : 'corrupt');
    if (logs === 0) return;
  } finally {
    tar.destroy(null);
  }
  if (logs === 0) throw new ArchiveRefused('no_log_inside');
}

function isLog({ type, name }: Header): boolean {
  const baseName = name.slice(name.lastIndexOf('/') + 1);
  return (type === 'file' || type === 'contiguous-file') && !baseName.startsWith('._');
}
