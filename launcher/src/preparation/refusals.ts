import { closeSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesBelow } from '../logs/logs-folder.js';

const MOST_SHOWN = 10;
const BYTES_READ = 512;

/**
 * One line a refused archive: its name, the reason of the ingest service, and what its first bytes look like.
 */
export async function describeRefusals(
  refused: AsyncIterable<{ name: string; meaning: string | null }>,
  folder: string,
): Promise<string[]> {
  const files = new Map(filesBelow(folder).map((file) => [basename(file), join(folder, file)]));
  const lines: string[] = [];
  let count = 0;
  for await (const { name, meaning } of refused) {
    if (++count > MOST_SHOWN) continue;
    const path = files.get(basename(name));
    const format = path === undefined ? null : formatOf(firstBytes(path), name);
    lines.push(
      [`${name}:`, meaning ?? 'refused.', ...(format ? [`It looks like ${format}.`] : [])].join(' '),
    );
  }
  return count > MOST_SHOWN ? [...lines, `and ${count - MOST_SHOWN} more`] : lines;
}

/** The format of a file that is no log of Music Box, by its first bytes; null when it may be one. */
export function formatOf(bytes: Buffer, name: string): string | null {
  const text = bytes.toString('utf8');
  const [firstLine] = text.split(/\r?\n/, 1) as [string];
  if (text.startsWith('PAR1')) return 'Parquet';
  if (text.startsWith('PK\u0003\u0004')) return 'a zip file';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return /\.gz$/i.test(name) ? null : 'gzip';
  if (/^\s*[[{]/.test(text)) return 'JSON';
  if (firstLine.includes(',') && !firstLine.includes('\t')) {
    return `a CSV file with the header ${firstLine.length > 80 ? `${firstLine.slice(0, 80)}...` : firstLine}`;
  }
  return null;
}

function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(BYTES_READ);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
