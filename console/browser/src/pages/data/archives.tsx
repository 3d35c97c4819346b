import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { IngestComponents, IngestPaths } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { bytes, count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { More } from '../../parts/more.js';
import { Section } from '../../parts/page.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { ArchiveState } from './archive-state.js';

type Archive = IngestComponents['schemas']['ArchiveDto'];
type State = Archive['state'];
type RejectionRule = NonNullable<
  NonNullable<IngestPaths['/ingest/archives']['get']['parameters']['query']>['rejectedBy']
>;
const words = texts.data;

const COLUMNS: readonly Column<Archive>[] = [
  { name: words.columns.archive, value: ({ id, name }) => <Link href={`/data/archives/${id}`}>{name}</Link> },
  { name: words.columns.day, value: ({ day: of }) => (of === null ? null : day(of)) },
  { name: words.columns.state, value: ({ state }) => <ArchiveState state={state} /> },
  { name: words.columns.size, value: ({ byteCount }) => bytes(byteCount), isNumber: true },
  { name: words.columns.events, value: ({ eventCount }) => count(eventCount), isNumber: true },
  {
    name: words.columns.rejected,
    value: ({ rejected }) => count(Object.values(rejected).reduce((sum, lines) => sum + lines, 0)),
    isNumber: true,
  },
  {
    isText: true,
    name: words.columns.reason,
    value: ({ meaning, reason }) => <ServiceText>{meaning ?? reason}</ServiceText>,
  },
];

/** What became of every archive? The address keeps the rule that narrows the list. */
export function Archives() {
  const [state, setState] = useState<State>();
  const [params, setParams] = useSearchParams();
  const rejectedBy = (params.get('rejectedBy') ?? undefined) as RejectionRule | undefined;
  const pages = usePages(['ingest', '/ingest/archives', state, rejectedBy], (cursor) =>
    ingest.send('get', '/ingest/archives', { params: { query: { limit: 20, state, rejectedBy, cursor } } }),
  );
  return (
    <Section
      title={words.archives}
      note={rejectedBy && words.rejectedBy(rejectedBy)}
      shows={rejectedBy}
      actions={
        <>
          {rejectedBy !== undefined && (
            <button type="button" onClick={() => setParams({})}>
              {words.allArchives}
            </button>
          )}
          <label>
            {words.columns.state}{' '}
            <select
              value={state ?? ''}
              onChange={({ target }) => setState(target.value === '' ? undefined : (target.value as State))}
            >
              <option value="">{words.allStates}</option>
              {Object.entries(words.states).map(([name, label]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        </>
      }
    >
      <Answer of={pages}>
        {({ pages: shown }) => {
          const archives = shown.flatMap((page) => page.archives);
          if (archives.length === 0)
            return <Empty>{(state ?? rejectedBy) === undefined ? words.nothing : words.noneOfFilter}</Empty>;
          return (
            <>
              <Table caption={words.archives} columns={COLUMNS} rows={archives} keyOf={({ id }) => id} />
              <More of={pages} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
