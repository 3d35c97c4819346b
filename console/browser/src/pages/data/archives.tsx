import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { IngestComponents, IngestPaths } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { bytes, count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ServiceText } from '../../parts/service-text.js';
import type { Column } from '../../parts/table.js';
import { dataTexts } from '../../texts/data.js';
import { DeleteArchive } from './archive-actions.js';

type Archive = IngestComponents['schemas']['ArchiveDto'];
type State = Archive['state'];
type RejectionRule = NonNullable<
  NonNullable<IngestPaths['/ingest/archives']['get']['parameters']['query']>['rejectedBy']
>;
const words = dataTexts;

const COLUMNS: readonly Column<Archive>[] = [
  { name: words.columns.archive, value: ({ id, name }) => <Link href={`/data/archives/${id}`}>{name}</Link> },
  { name: words.columns.day, value: ({ day: of }) => (of === null ? null : day(of)) },
  { name: words.columns.state, value: ({ state }) => <Badge state={state}>{words.states[state]}</Badge> },
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
  { name: words.columns.actions, isAction: true, value: (archive) => <DeleteArchive of={archive} /> },
];

/** What became of every archive? The address keeps what narrows the list. */
export function Archives() {
  const { of, change } = useAddress();
  const rejectedBy = of('rejectedBy') as RejectionRule | undefined;
  const [state, onDay] = [of('state') as State | undefined, of('day')];
  const narrowed = { state, rejectedBy, day: onDay };
  const pages = usePages(['ingest', '/ingest/archives', narrowed], (cursor) =>
    ingest.send('get', '/ingest/archives', {
      params: { query: { limit: 20, order: 'newest', ...narrowed, cursor } },
    }),
  );
  return (
    <Section
      title={words.archives}
      note={rejectedBy === undefined ? words.archivesNote : words.rejectedBy(rejectedBy)}
      shows={rejectedBy ?? onDay}
      actions={
        <>
          {Object.values(narrowed).some((one) => one !== undefined) && (
            <button
              type="button"
              onClick={() => change({ rejectedBy: undefined, state: undefined, day: undefined })}
            >
              {words.allArchives}
            </button>
          )}
          <label>
            {words.columns.day}{' '}
            <input type="date" value={onDay ?? ''} onChange={({ target }) => change({ day: target.value })} />
          </label>
          <Choice<State | ''>
            label={words.columns.state}
            value={state ?? ''}
            options={[['', words.allStates], ...(Object.entries(words.states) as [State, string][])]}
            onChoose={(chosen) => change({ state: chosen })}
          />
        </>
      }
    >
      <PagedTable
        of={pages}
        rows={({ archives }) => archives}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        empty={(state ?? rejectedBy ?? onDay) === undefined ? words.nothing : words.noneOfFilter}
      />
    </Section>
  );
}
