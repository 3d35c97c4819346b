import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { pageOfJob } from '../../data/address.js';
import { useMayAdminister } from '../../data/session.js';
import { isArchiveName } from '../../data/send-archive.js';
import { bytes, count } from '../../format/numbers.js';
import { Progress } from '../../parts/cells.js';
import { Choice } from '../../parts/choice.js';
import { Failure } from '../../parts/failure.js';
import { Section } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';
import { loadFiles } from './load-files.js';
import { useMappings } from './own-logs.js';

const words = dataTexts.upload;

/** Sends archives from this computer, one after the other, and loads them by one job. Others are named and left out. */
export function Upload() {
  const [files, setFiles] = useState<File[]>([]);
  const [mapping, setMapping] = useState('');
  const mappings = useMappings();
  const [sent, setSent] = useState(0);
  const inputId = useId();
  const [, navigate] = useLocation();
  const mayAdminister = useMayAdminister();
  const good = files.filter(({ name }) => mapping !== '' || isArchiveName(name));
  const bad = files.filter((file) => !good.includes(file));
  const all = good.reduce((sum, { size }) => sum + size, 0);
  const uploading = useMutation({
    mutationFn: () => loadFiles(good, mapping || undefined, setSent),
    onSuccess: ({ id }) => navigate(pageOfJob('ingest', id)),
  });
  const isOff = !mayAdminister || uploading.isPending;
  const choose = (chosen: FileList | null) => {
    setFiles([...(chosen ?? [])]);
    uploading.reset();
  };
  return (
    <Section title={words.title} note={mayAdminister ? words.note : texts.needsAdmin}>
      <form
        className="box form"
        data-kind="dashed"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (!isOff) choose(event.dataTransfer.files);
        }}
        onSubmit={(event) => {
          event.preventDefault();
          setSent(0);
          uploading.mutate();
        }}
      >
        <div className="field">
          <label htmlFor={inputId}>{words.files}</label>
          <input
            id={inputId}
            type="file"
            multiple
            accept={mapping === '' ? '.gz,.log,.csv' : undefined}
            disabled={isOff}
            onChange={({ target }) => choose(target.files)}
          />
        </div>
        <Choice
          label={dataTexts.ownLogs.format}
          value={mapping}
          options={mappings}
          onChoose={(name) => setMapping(name)}
        />
        <button type="submit" disabled={good.length === 0 || uploading.isPending}>
          {words.action}
        </button>
      </form>
      {files.length > 0 && <p aria-live="polite">{words.ready(count(good.length), bytes(all))}</p>}
      {bad.length > 0 && (
        <div role="alert">
          <p>{words.leftOut}</p>
          <ul>
            {bad.map(({ name }) => (
              <li key={name}>
                <code>{name}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {uploading.isPending && (
        <>
          <Progress of={words.title} fraction={all === 0 ? null : sent / all} />
          <p aria-live="polite">{words.sent(bytes(sent), bytes(all))}</p>
        </>
      )}
      {uploading.error !== null && <Failure problem={uploading.error} />}
    </Section>
  );
}
