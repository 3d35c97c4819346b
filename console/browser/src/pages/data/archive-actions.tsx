import { pageOfJob } from '../../data/address.js';
import type { Ingest } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { dataTexts } from '../../texts/data.js';
import { useMappings } from './own-logs.js';

/** Deletes an archive with its events by a job, once that was confirmed. */
export function DeleteArchive({ of: { name, state, day: of, eventCount } }: { of: Ingest['ArchiveDto'] }) {
  const words = dataTexts.deletion;
  return (
    <ConfirmedAction
      words={words}
      of={name}
      isDanger
      obstacle={name.startsWith('events/') ? words.posted : null}
      run={() => ingest.send('delete', '/admin/ingest/archives/{name}', { params: { path: { name } } })}
      leadsTo={({ id }) => pageOfJob('ingest', id)}
    >
      <p>{eventCount > 0 ? words.events(count(eventCount), of === null ? null : day(of)) : words.noEvents}</p>
      {state === 'refused' && of !== null && <p>{words.mends(day(of))}</p>}
      <p>{words.file}</p>
    </ConfirmedAction>
  );
}

/** Loads archives that lie on the server already, and shows the job. */
export function LoadFolder() {
  const words = dataTexts.load;
  return (
    <ConfirmedAction
      words={words}
      fields={{
        path: { label: words.path, initial: '.' },
        mapping: { label: dataTexts.ownLogs.format, options: useMappings(), isOptional: true },
      }}
      run={({ path, mapping }) =>
        ingest.send('post', '/admin/ingest/archives', { body: { path, mapping: mapping || undefined } })
      }
      leadsTo={({ id }) => pageOfJob('ingest', id)}
    />
  );
}
