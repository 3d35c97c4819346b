import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { Ingest, IngestPaths, QueryOf } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { bytes } from '../../format/numbers.js';
import { time } from '../../format/times.js';
import { Badge, stateChoices } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Wrapped } from '../../parts/records.js';
import { dataTexts } from '../../texts/data.js';
import { DeleteArchive } from './archive-actions.js';

type Archive = Ingest['ArchiveDto'];
type State = Archive['state'];
type RejectionRule = QueryOf<IngestPaths['/ingest/archives']>['rejectedBy'];
const words = dataTexts;
const STATES: State[] = ['loaded', 'partial', 'refused', 'duplicate', 'dropped', 'superseded'];

function rowOf(archive: Archive): object {
  const { id, name, state, byteCount, eventCount, rejected, meaning, reason, duplicateOf } = archive;
  return {
    archive: <Link href={`/data/archives/${id}`}>{name}</Link>,
    day: archive.day,
    state: (
      <Wrapped>
        <Badge state={state} />
        <p className="note">
          {meaning ?? reason}{' '}
          {duplicateOf !== null && <Link href={`/data/archives/${duplicateOf}`}>{words.original}</Link>}
        </p>
      </Wrapped>
    ),
    size: bytes(byteCount),
    events: eventCount,
    rejectedLines: Object.values(rejected).reduce((sum, lines) => sum + lines, 0),
    actions: <DeleteArchive of={archive} />,
  };
}

/** What became of every archive? The address keeps what narrows the list. */
export function Archives() {
  const { of, change } = useAddress();
  const rejectedBy = of('rejectedBy') as RejectionRule;
  const [state, onDay] = [of('state') as State | undefined, of('day')];
  const [from, to] = [of('from'), of('to')];
  const narrowed = { state, rejectedBy, day: onDay, from, to };
  const pages = usePages(['ingest', '/ingest/archives', narrowed], (cursor) =>
    ingest.send('get', '/ingest/archives', {
      params: { query: { limit: 20, order: 'newest', ...narrowed, cursor } },
    }),
  );
  return (
    <Section
      title={words.archives}
      note={
        rejectedBy !== undefined
          ? words.rejectedBy(rejectedBy)
          : from === undefined
            ? words.archivesNote
            : words.loadedFrom(time(from))
      }
      shows={rejectedBy ?? onDay ?? from}
      actions={
        <>
          {Object.values(narrowed).some((one) => one !== undefined) && (
            <button
              type="button"
              onClick={() => change(Object.fromEntries(Object.keys(narrowed).map((of) => [of, undefined])))}
            >
              {words.allArchives}
            </button>
          )}
          <label>
            {words.day}{' '}
            <input type="date" value={onDay ?? ''} onChange={({ target }) => change({ day: target.value })} />
          </label>
          <Choice<State | ''>
            label={words.state}
            value={state ?? ''}
            options={stateChoices(STATES)}
            onChoose={(chosen) => change({ state: chosen })}
          />
        </>
      }
    >
      <PagedTable
        of={pages}
        rows={({ archives }) => archives.map(rowOf)}
        keys={({ archives }) => archives.map(({ id }) => id)}
        empty={(state ?? rejectedBy ?? onDay ?? from) === undefined ? words.nothing : words.noneOfFilter}
      />
    </Section>
  );
}
