import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { pageOfJob, useAddress } from '../../data/address.js';
import type { Ingest, ServiceName } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { Badge } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Wrapped } from '../../parts/records.js';
import { isEmpty, ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { auditTexts } from '../../texts/audit.js';
import { nameOfKind } from '../jobs/job-state.js';
import { actionChoices, actionInWords, FILTERS, queryOf } from './filter.js';
import type { Filter } from './filter.js';

type Entry = Ingest['AuditEntryDto'];
const words = auditTexts;
const OUTCOMES = ['started', 'succeeded', 'refused', 'failed'];

/** Who did what, when, and what came of it? The address keeps the filter, so that it can be passed on. */
export default function AuditPage() {
  const { of, change } = useAddress();
  const filter: Filter = Object.fromEntries(FILTERS.map((name) => [name, of(name)]));
  const isNarrowed = FILTERS.some((name) => of(name) !== undefined);
  const pages = usePages(['ingest', '/admin/audit', filter], (cursor) =>
    ingest.send('get', '/admin/audit', { params: { query: { ...queryOf(filter), limit: 20, cursor } } }),
  );
  return (
    <Page title={texts.navigation.audit} lead={words.lead}>
      <Narrow filter={filter} onChange={change} />
      {isNarrowed && (
        <div>
          <button
            type="button"
            onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
          >
            {words.clear}
          </button>
        </div>
      )}
      <Section title={words.list}>
        <PagedTable
          of={pages}
          rows={({ entries }) => entries.map((entry) => rowOf(entry, change))}
          empty={isNarrowed ? words.noneOfFilter : words.none}
        />
      </Section>
    </Page>
  );
}

/** Narrows the list by key, action, outcome and days. */
function Narrow({ filter, onChange }: { filter: Filter; onChange: ReturnType<typeof useAddress>['change'] }) {
  const { data } = useQuery(ingest.query('/admin/keys', { params: { query: { limit: 200 } } }));
  const keys = new Set([...(data?.keys.map(({ name }) => name) ?? []), ...(filter.key ? [filter.key] : [])]);
  const options = {
    key: [...keys].map((name) => [name, name] as const),
    action: actionChoices(filter.action),
    outcome: OUTCOMES.map((name) => [name, name] as const),
  };
  return (
    <div className="row">
      {(['key', 'action', 'outcome'] as const).map((name) => (
        <Choice
          key={name}
          label={words.filters[name]}
          value={filter[name] ?? ''}
          options={[['', texts.lists.all], ...options[name]]}
          onChoose={(chosen) => onChange({ [name]: chosen })}
        />
      ))}
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {words.filters[name]}{' '}
          <input
            type="date"
            value={filter[name] ?? ''}
            onChange={({ target }) => onChange({ [name]: target.value })}
          />
        </label>
      ))}
    </div>
  );
}

/** @param onChosen what a key or an action of the table narrows the list to */
function rowOf(entry: Entry, onChosen: (change: Filter) => void): object {
  const { startedAt, key, action, service, outcome, problem } = entry;
  // Between the files of an upload, and of no use to a reader.
  const parameters = { ...entry.parameters, upload: null };
  return {
    time: startedAt,
    key: (
      <button type="button" className="link" title={words.onlyKey(key)} onClick={() => onChosen({ key })}>
        {key}
      </button>
    ),
    action: (
      <>
        <button
          type="button"
          className="link"
          title={words.onlyAction(action)}
          onClick={() => onChosen({ action })}
        >
          {actionInWords(action)}
        </button>
        <p className="note">{nameOf(service)}</p>
      </>
    ),
    outcome: (
      <Wrapped>
        <Badge state={outcome} /> {problem}
        <StartedJob of={entry} />
      </Wrapped>
    ),
    parameters: Object.values(parameters).every(isEmpty) ? null : <ValueList value={parameters} isCompact />,
  };
}

const nameOf = (service: string) => service.replace(/-service$/, '');

/** The job that an action started, and its state. */
function StartedJob({ of: { service, jobId, jobKind, jobState } }: { of: Entry }) {
  if (jobId === null || jobKind === null) return null;
  const name = nameOf(service) as ServiceName;
  return (
    <p className="note">
      <Link href={pageOfJob(name, jobId)}>{nameOfKind(jobKind)}</Link>{' '}
      {jobState !== null && <Badge state={jobState} />}
    </p>
  );
}
