import { useLocation } from 'wouter';
import type { IngestComponents } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.deletion;

/** Deletes an archive with its events by a job, once that was confirmed. */
export function DeleteArchive({
  of: { name, state, day: of, eventCount },
}: {
  of: IngestComponents['schemas']['ArchiveDto'];
}) {
  const [, navigate] = useLocation();
  return (
    <ConfirmedAction
      label={words.action}
      name={words.of(name)}
      isDanger
      obstacle={name.startsWith('events/') ? words.posted : null}
      title={words.asks(name)}
      run={() => ingest.send('delete', '/admin/ingest/archives/{name}', { params: { path: { name } } })}
      onDone={({ id }) => navigate(`/jobs/ingest/${id}`)}
    >
      <p>{eventCount > 0 ? words.events(count(eventCount), of === null ? null : day(of)) : words.noEvents}</p>
      {state === 'refused' && of !== null && <p>{words.mends(day(of))}</p>}
      <p>{words.file}</p>
    </ConfirmedAction>
  );
}
