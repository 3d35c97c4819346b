import type { IngestClient } from '#clients';
import { realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Mapping } from '../mapping/mapping-schema.js';
import { findArchives } from '../sources/archive-files.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { hashContent } from '../sources/content-hash.worker.js';
import { CommandError } from '../terminal.js';
import { addCounts } from '../loading/load-outcome.js';
import { addRefused, listed } from './load-report.js';
import type { LoadReport } from './load-report.js';

/** An archive of this machine that the service does not have. */
export interface LocalArchive {
  /** Of a mapped file, machine and path. */
  name: string;
  path: string;
  byteCount: number;
  sha256: string;
}

/** Most contents of one question. */
const AT_ONCE = 1_000;

/**
 * The archives of a folder, or the one at the path, but those that are empty, cannot be read, or are loaded
 * already; the report counts these.
 * @param passOver patterns of names that the service passes over
 * @param mapping reads the files; absent: they are archives of Music Box
 * @throws CommandError when there is no file at all
 */
export async function archivesToSend(
  client: IngestClient,
  path: string,
  report: LoadReport,
  passOver: readonly string[],
  mapping?: Mapping,
): Promise<LocalArchive[]> {
  const real = await realPath(path);
  const root = (await stat(real)).isDirectory() ? real : dirname(real);
  // The service decides which days are plausible.
  const { files, refused, passedOver } = await findArchives(root, real, { mapping, passOver });
  report.passedOver = passedOver;
  for (const { name, reason } of refused) addRefused(report, name, reason);
  if (files.length === 0 && refused.length === 0) {
    const others = Object.keys(passedOver).length === 0 ? '' : ` Passed over: ${listed(passedOver)}.`;
    throw new CommandError(`There is no log archive in ${path}.${others}`);
  }
  const readable: LocalArchive[] = [];
  // A mapped file is several archives where it has several kinds of events.
  for (const [file, [{ archive, byteCount }]] of Map.groupBy(files, (of) => of.path) as Map<
    string,
    [ArchiveFile]
  >) {
    const name = mapping === undefined ? archive.name : `${hostname()}:${file}`;
    if (byteCount === 0) addRefused(report, name, 'empty');
    else {
      const content = await hashContent(file).catch(() => null);
      if (content !== null) readable.push({ name, path: file, byteCount, sha256: content.sha256 });
      else {
        addRefused(report, name, 'unreadable');
        report.failures.push(`${name}: The file could not be read.`);
      }
    }
  }
  return await withoutKnown(client, readable, report, mapping);
}

async function withoutKnown(
  client: IngestClient,
  archives: LocalArchive[],
  report: LoadReport,
  mapping?: Mapping,
): Promise<LocalArchive[]> {
  const toSend: LocalArchive[] = [];
  for (let at = 0; at < archives.length; at += AT_ONCE) {
    const asked = archives.slice(at, at + AT_ONCE);
    const contents = asked.map(({ name, sha256 }) => ({ name, sha256 }));
    const body = { archives: contents, ...(mapping === undefined ? {} : { mapping: mapping.name }) };
    const { known } = await client.post('/admin/ingest/known-archives', { body, repeatable: true });
    const names = new Set(known);
    addCounts(report.archives, { unchanged: names.size });
    toSend.push(...asked.filter(({ name }) => !names.has(name)));
  }
  return toSend;
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw new CommandError(
      `There is no ${path}. (A path below the service's own logs folder needs --on-server.)`,
      { cause },
    );
  }
}
