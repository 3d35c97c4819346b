import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { pageOfJob } from '../../data/address.js';
import { ingest } from '../../data/service.js';
import type { Ingest } from '../../data/contracts.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Failure } from '../../parts/failure.js';
import { Field } from '../../parts/field.js';
import { Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { ServiceText } from '../../parts/service-text.js';
import { ValueList } from '../../parts/value-list.js';
import { dataTexts } from '../../texts/data.js';
import { loadFiles } from './load-files.js';

const words = dataTexts.ownLogs;
/** So much of a file is looked at. */
const HEAD_BYTES = 512 * 1024;

/** Names of the mappings that can read logs, to choose from; the first reads archives of Music Box. */
export function useMappings(): readonly (readonly [name: string, label: string])[] {
  const { data } = useQuery(ingest.query('/ingest/mappings'));
  return [['', words.none], ...(data?.mappings ?? []).map(({ name }) => [name, name] as const)];
}

/** Drafts a mapping by the first bytes of a file, shows what these become by it, and stores it. */
export function OwnLogs() {
  const [file, setFile] = useState<File>();
  const [mapping, setMapping] = useState('');
  const [stored, setStored] = useState<string | null>(null);
  const fileId = useId();
  const drafting = useMutation({
    mutationFn: async (chosen: File) =>
      ingest.send('post', '/ingest/mappings/draft', { body: await headOf(chosen) }),
    onSuccess: ({ text }) => setMapping(text),
  });
  const checking = useMutation({
    mutationFn: async (chosen: File) =>
      ingest.send('post', '/ingest/mappings/check', {
        body: { ...(await headOf(chosen)), mapping, isWhole: chosen.size <= HEAD_BYTES },
      }),
  });
  const change = (text: string) => {
    setMapping(text);
    setStored(null);
    checking.reset();
  };
  const problem = drafting.error ?? checking.error;
  const { builtIn = null } = drafting.data ?? {};
  return (
    <Section isFolded title={words.title} note={words.note}>
      <div className="field">
        <label htmlFor={fileId}>{words.file}</label>
        <input
          id={fileId}
          type="file"
          onChange={({ target }) => {
            const chosen = target.files?.[0];
            setFile(chosen);
            change('');
            if (chosen !== undefined) drafting.mutate(chosen);
          }}
        />
      </div>
      {builtIn !== null && <p>{words.builtIn(builtIn)}</p>}
      {file !== undefined && drafting.data !== undefined && (
        <>
          <Field of={{ label: words.mapping, type: 'lines', rows: 14 }} value={mapping} onChange={change} />
          <div className="row">
            <button type="button" disabled={checking.isPending} onClick={() => checking.mutate(file)}>
              {words.check}
            </button>
            <ConfirmedAction
              words={words.store}
              obstacle={checking.data?.refusal === null ? null : words.checkFirst}
              run={() => ingest.send('post', '/admin/ingest/mappings', { body: { text: mapping } })}
              onDone={({ name }) => setStored(name)}
            />
            <ConfirmedAction
              words={words.load}
              of={file.name}
              obstacle={checking.data?.refusal === null ? null : words.checkFirst}
              run={async () => {
                const body = { text: mapping };
                const { name } = await ingest.send('post', '/admin/ingest/mappings', { body });
                return loadFiles([file], name, () => undefined);
              }}
              leadsTo={({ id }) => pageOfJob('ingest', id)}
            />
          </div>
        </>
      )}
      {problem !== null && <Failure problem={problem} />}
      {checking.data !== undefined && <Checked of={checking.data} />}
      {stored !== null && <p aria-live="polite">{words.stored(stored)}</p>}
    </Section>
  );
}

/** What the records would become, in one sentence and by the first events. */
function Checked({ of: check }: { of: Ingest['MappingCheckDto'] }) {
  const { refusal, firstEvents, records, events, rejected, firstRejected, firstDay, lastDay } = check;
  const { repaired, users, songs, days } = check;
  const sum = (counts: Record<string, number>) => count(Object.values(counts).reduce((a, b) => a + b, 0));
  return (
    <>
      {refusal !== null && (
        <p role="alert">
          <ServiceText>{words.refused(refusal.detail)}</ServiceText>
        </p>
      )}
      <p aria-live="polite">
        {words.found(count(records), sum(events), sum(rejected))}{' '}
        {firstDay !== null && lastDay !== null && words.days(day(firstDay), day(lastDay))}
      </p>
      <ValueList value={{ events, users, songs, days, rejected, repaired }} />
      <Records rows={firstEvents} />
      {firstRejected.length > 0 && <Records rows={firstRejected} />}
    </>
  );
}

/** The name of a file and its first bytes. */
async function headOf(file: File): Promise<{ name: string; head: string }> {
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  // Piece by piece: a call has a limited number of arguments.
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { name: file.name, head: btoa(binary) };
}
