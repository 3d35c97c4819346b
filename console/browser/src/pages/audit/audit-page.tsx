import { useMemo } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { IngestComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { time } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { More } from '../../parts/more.js';
import { Page, Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { isEmpty, ValueList } from '../../parts/value-list.js';
import type { ServiceName } from '../../service-name.js';
import { auditTexts } from '../../texts/audit.js';
import { JobState, nameOfKind, pathOf } from '../jobs/job-state.js';
import { actionInWords } from './actions.js';
import { AuditFilter } from './audit-filter.js';
import styles from './audit.module.css';
import { filterOf, queryOf } from './filter.js';
import type { Filter } from './filter.js';

type Entry = IngestComponents['schemas']['AuditEntryDto'];
const words = auditTexts;

const TONES: Record<Entry['outcome'], Tone> = {
  started: 'busy',
  succeeded: 'good',
  replayed: 'plain',
  refused: 'warn',
  failed: 'bad',
};

/** Who did what, when, and what came of it? The address keeps the filter, so that it can be passed on. */
export default function AuditPage() {
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const filter = useMemo(() => filterOf(Object.fromEntries(params)), [address]);
  const narrow = (next: Filter) => setParams(Object.entries<string>(next));
  const pages = usePages(['ingest', '/admin/audit', filter], (cursor) =>
    ingest.send('get', '/admin/audit', { params: { query: { ...queryOf(filter), limit: 20, cursor } } }),
  );
  const columns = columnsOf((change) => narrow({ ...filter, ...change }));
  return (
    <Page title={words.title} lead={words.lead}>
      <AuditFilter filter={filter} onFilter={narrow} />
      <Section title={words.list}>
        <Answer of={pages}>
          {({ pages: shown }) => {
            const entries = shown.flatMap((page) => page.entries);
            if (entries.length === 0)
              return <Empty>{isEmpty(filter) ? words.none : words.noneOfFilter}</Empty>;
            return (
              <>
                <Table caption={words.list} columns={columns} rows={entries} keyOf={({ id }) => id} />
                <More of={pages} />
              </>
            );
          }}
        </Answer>
      </Section>
    </Page>
  );
}

/** @param onChosen what a key or an action of the table narrows the list to */
function columnsOf(onChosen: (change: Filter) => void): readonly Column<Entry>[] {
  return [
    {
      name: words.columns.at,
      value: ({ startedAt }) => <time dateTime={startedAt}>{time(startedAt)}</time>,
    },
    {
      name: words.columns.key,
      value: ({ key }) => (
        <button
          type="button"
          className={styles.chooses}
          title={words.onlyKey(key)}
          onClick={() => onChosen({ key })}
        >
          {key}
        </button>
      ),
    },
    {
      name: words.columns.action,
      value: ({ action, service }) => (
        <>
          <button
            type="button"
            className={styles.chooses}
            title={words.onlyAction(action)}
            onClick={() => onChosen({ action })}
          >
            {actionInWords(action)}
          </button>
          <p className={styles.service}>{nameOf(service)}</p>
        </>
      ),
    },
    {
      name: words.columns.outcome,
      value: ({ outcome, problem }) => (
        <>
          <Badge tone={TONES[outcome]}>{words.outcomes[outcome]}</Badge> {problem}
        </>
      ),
    },
    { isText: true, name: words.columns.job, value: (entry) => <StartedJob of={entry} /> },
    {
      isText: true,
      name: words.columns.parameters,
      value: ({ parameters }) => (isEmpty(parameters) ? null : <ValueList value={parameters} isCompact />),
    },
  ];
}

const nameOf = (service: string) => service.replace(/-service$/, '');

/** The job that an action started, and its state. */
function StartedJob({ of: { service, jobId, jobKind, jobState } }: { of: Entry }) {
  if (jobId === null || jobKind === null) return null;
  const name = nameOf(service) as ServiceName;
  return (
    <>
      <Link href={pathOf({ service: name, id: jobId })}>{nameOfKind(jobKind)}</Link>{' '}
      {jobState !== null && <JobState state={jobState} />}
    </>
  );
}
