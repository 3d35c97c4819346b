import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const BYTES_READ = 512;

/** One line for a refused archive: its name, the reason of the ingest service, and what its first bytes look like. */
export function describeRefusal(archive: { name: string; meaning: string | null }, folder: string): string {
  const path = join(folder, archive.name);
  const format = existsSync(path) ? formatOf(firstBytes(path), archive.name) : null;
  const looks = format === null ? '' : ` It looks like ${format}.`;
  return `${archive.name}: ${archive.meaning ?? 'refused.'}${looks}`;
}

/** The format of a file that is no log of Music Box, by its first bytes; null when it may be one. */
export function formatOf(bytes: Buffer, name: string): string | null {
  const text = bytes.toString('utf8');
  const [firstLine] = text.split(/\r?\n/, 1) as [string];
  if (text.startsWith('PAR1')) return 'Parquet';
  if (text.startsWith('PK\u0003\u0004')) return 'a zip file';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return /\.gz$/i.test(name) ? null : 'gzip';
  if (/^\s*[[{]/.test(text)) return 'JSON';
  if (!firstLine.includes(',') || firstLine.includes('\t')) return null;
  return `a CSV file with the header ${firstLine.length > 80 ? `${firstLine.slice(0, 80)}...` : firstLine}`;
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
