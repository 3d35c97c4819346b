import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pageOfJob } from '../../data/address.js';
import type { Ingest } from '../../data/contracts.js';
import { useJob } from '../../data/jobs.js';
import { ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { bytes, count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Failure } from '../../parts/failure.js';
import { Section } from '../../parts/page.js';
import { ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.retention;

/** Counts what dropping old days would free, by a job that drops nothing, and drops them once that was confirmed. */
export function Retention() {
  const [before, setBefore] = useState('');
  const mayAdminister = useMayAdminister();
  const { data: coverage } = useQuery(ingest.query('/ingest/coverage'));
  const counting = useMutation({
    mutationFn: () => ingest.send('post', '/admin/ingest/retention', { body: { before, dryRun: true } }),
  });
  return (
    <Section isFolded title={words.title} note={mayAdminister ? words.note : texts.needsAdmin}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          counting.mutate();
        }}
      >
        <label>
          {words.before}
          <input
            type="date"
            value={before}
            min={coverage?.firstDay ?? undefined}
            disabled={!mayAdminister}
            onChange={({ target }) => {
              setBefore(target.value);
              counting.reset();
            }}
          />
        </label>
        <button type="submit" disabled={before === '' || counting.isPending}>
          {words.count}
        </button>
      </form>
      {counting.error !== null && <Failure problem={counting.error} />}
      {counting.data !== undefined && <Freed job={counting.data.id} />}
    </Section>
  );
}

/** @param job that counts */
function Freed({ job: id }: { job: string }) {
  const job = useJob('ingest', id);
  const freed = (job.data?.result ?? null) as Ingest['RetentionResultDto'] | null;
  if (job.error !== null) return <Failure problem={job.error} />;
  if (freed === null) return <p role="status">{job.data?.error ?? texts.answers.loading}</p>;
  const { days, daysKept, archives, before } = freed;
  const events = Object.values(freed.events).reduce((sum, one) => sum + one, 0);
  return (
    <>
      <ValueList
        value={{
          daysThatGo: days,
          daysThatStay: daysKept,
          archives,
          events,
          freedOnDisk: bytes(freed.bytes),
        }}
      />
      <div>
        <ConfirmedAction
          words={{ ...words.drop, asks: words.drop.asks(count(days), day(before)) }}
          isDanger
          obstacle={days === 0 ? words.nothing : null}
          run={() => ingest.send('post', '/admin/ingest/retention', { body: { before, dryRun: false } })}
          leadsTo={(dropping) => pageOfJob('ingest', dropping.id)}
        />
      </div>
    </>
  );
}
