import { Link } from 'wouter';
import type { Ingest } from '../../data/contracts.js';
import { saveFile } from '../../data/csv.js';
import type { Job } from '../../data/jobs.js';
import { pageOfVersion } from '../../data/models.js';
import { count } from '../../format/numbers.js';
import { day, time } from '../../format/times.js';
import { ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { receiptTexts } from '../../texts/receipt.js';

type Erasure = Ingest['ErasureResultDto'];
const words = texts.jobs.job;
/** Outcomes of files whose archive stays as it was. */
const NO_STATES = ['unchanged', 'moved'];

/** Where what a job has done is found: its archives, its rejected lines, its version; of an erasure a receipt. */
export function JobOutcome({ job }: { job: Job }) {
  const result = job.result as Record<string, unknown>;
  const links = [...archiveLinks(job, result), ...versionLinks(job, result)];
  return (
    <>
      {links.length > 0 && (
        <ul className="bullets">
          {links.map(([to, name]) => (
            <li key={to}>
              <Link href={to}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
      {job.kind === 'ingest.erase-users' && (
        <div>
          <button type="button" onClick={() => saveFile(`erasure-${job.id}.txt`, receiptOf(job, result))}>
            {receiptTexts.save}
          </button>
          <p className="note">{receiptTexts.note}</p>
        </div>
      )}
      <ValueList value={result} />
    </>
  );
}

function archiveLinks({ kind, startedAt, finishedAt }: Job, result: Record<string, unknown>) {
  if (kind !== 'ingest' || startedAt === null || finishedAt === null) return [];
  const { archives, rejected } = result as Record<'archives' | 'rejected', Record<string, number>>;
  const at = (more: object) =>
    `/data?${new URLSearchParams({ from: startedAt, to: finishedAt, ...more }).toString()}`;
  return [
    ...Object.entries(archives)
      .filter(([state, files]) => files > 0 && !NO_STATES.includes(state))
      .map(([state, files]) => [at({ state }), words.archivesOf(count(files), texts.states[state] ?? state)]),
    ...Object.entries(rejected).map(([rejectedBy, lines]) => [
      at({ rejectedBy }),
      words.rejectedOf(count(lines), rejectedBy),
    ]),
  ] as [to: string, name: string][];
}

function versionLinks({ service }: Job, { version }: Record<string, unknown>): [to: string, name: string][] {
  if (typeof version !== 'number' || service === 'ingest') return [];
  return [[pageOfVersion(service, version), words.version(version)]];
}

/** What an erasure has done, as a text to hand over; the ids are nowhere stored. */
function receiptOf({ id, createdAt, finishedAt }: Job, result: object): string {
  const { users, rows, models, endpoints, untold, published, learnedBy, lastTraceOn } = result as Erasure;
  const lines = Object.entries(rows).map(([table, gone]) => `  ${table}: ${count(gone)}`);
  return `${[
    receiptTexts.title(count(users), id),
    receiptTexts.times(time(createdAt), finishedAt === null ? '' : time(finishedAt)),
    receiptTexts.rows,
    ...lines,
    receiptTexts.models(count(models), learnedBy.join(', ')),
    receiptTexts.told(endpoints.join(', ')),
    receiptTexts.published(published.join(', ')),
    receiptTexts.untold(untold.join(', ')),
    receiptTexts.last(day(lastTraceOn)),
  ].join('\n')}\n`;
}
