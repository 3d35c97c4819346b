import type { IngestClient } from '#clients';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { findArchives } from '../sources/archive-files.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { lookAt } from '../sources/content-look.worker.js';
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
  /** Of its bytes. */
  sha256: string;
}

/** @param content SHA-256 of what is unpacked; null: it cannot be */
type UnsentArchive = Omit<LocalArchive, 'sha256'> & { content: string | null };

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
  const readable: UnsentArchive[] = [];
  // A mapped file is several archives where it has several kinds of events.
  for (const [file, [{ archive, byteCount }]] of Map.groupBy(files, (of) => of.path) as Map<
    string,
    [ArchiveFile]
  >) {
    const name = mapping === undefined ? archive.name : `${hostname()}:${file}`;
    if (byteCount === 0) addRefused(report, name, 'empty');
    else {
      const content = await contentOf(file);
      if (content !== 'unreadable') readable.push({ name, path: file, byteCount, content: content.sha256 });
      else addUnreadable(report, name);
    }
  }
  const toSend: LocalArchive[] = [];
  for (const { content: _, ...archive } of await withoutKnown(client, readable, report, mapping)) {
    const sha256 = await digestOf(archive.path).catch(() => null);
    if (sha256 === null) addUnreadable(report, archive.name);
    else toSend.push({ ...archive, sha256 });
  }
  return toSend;
}

/** The SHA-256 of the unpacked content; null where the service is to say why it cannot be unpacked. */
async function contentOf(path: string): Promise<{ sha256: string | null } | 'unreadable'> {
  try {
    return (await lookAt({ path, lengths: [], isBrief: false })).content!;
  } catch (error) {
    const reason = error instanceof ArchiveRefused ? error.reason : 'unreadable';
    return reason === 'unreadable' || reason === 'file_changed' ? 'unreadable' : { sha256: null };
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function addUnreadable(report: LoadReport, name: string): void {
  addRefused(report, name, 'unreadable');
  report.failures.push(`${name}: The file could not be read.`);
}

async function withoutKnown(
  client: IngestClient,
  archives: UnsentArchive[],
  report: LoadReport,
  mapping?: Mapping,
): Promise<UnsentArchive[]> {
  const toSend: UnsentArchive[] = [];
  for (let at = 0; at < archives.length; at += AT_ONCE) {
    const asked = archives.slice(at, at + AT_ONCE);
    const contents = asked.flatMap(({ name, content }) =>
      content === null ? [] : [{ name, sha256: content }],
    );
    if (contents.length === 0) {
      toSend.push(...asked);
      continue;
    }
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
