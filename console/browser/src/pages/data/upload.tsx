import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { addressOf, ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { sendFile } from '../../data/send-file.js';
import { bytes } from '../../format/numbers.js';
import { Failure } from '../../parts/failure.js';
import { Section } from '../../parts/page.js';
import { Progress } from '../../parts/progress.js';
import { texts } from '../../texts.js';
import styles from './data.module.css';

const words = texts.data.upload;

/** Sends archives from this computer, one after the other, and loads them by one job. */
export function Upload() {
  const [files, setFiles] = useState<File[]>([]);
  const [sent, setSent] = useState(0);
  const inputId = useId();
  const [, navigate] = useLocation();
  const mayAdminister = useMayAdminister();
  const all = files.reduce((sum, { size }) => sum + size, 0);
  const uploading = useMutation({
    mutationFn: async (): Promise<{ id: string }> => {
      const upload = crypto.randomUUID();
      let before = 0;
      for (const file of files) {
        const address = addressOf('ingest', '/admin/ingest/uploads/{upload}/{name}', {
          path: { upload, name: file.name },
        });
        await sendFile(address, file, 'ingest', (part) => setSent(before + part));
        before += file.size;
      }
      return await ingest.send('post', '/admin/ingest/uploads/{upload}', { params: { path: { upload } } });
    },
    onSuccess: ({ id }) => navigate(`/jobs/ingest/${id}`),
  });
  return (
    <Section title={words.title} note={mayAdminister ? words.note : texts.needsAdmin}>
      <form
        className={styles.files}
        onSubmit={(event) => {
          event.preventDefault();
          setSent(0);
          uploading.mutate();
        }}
      >
        <div className={styles.field}>
          <label htmlFor={inputId}>{words.files}</label>
          <input
            id={inputId}
            type="file"
            multiple
            disabled={!mayAdminister || uploading.isPending}
            onChange={({ target }) => setFiles([...(target.files ?? [])])}
          />
        </div>
        <button type="submit" disabled={files.length === 0 || uploading.isPending}>
          {words.action}
        </button>
      </form>
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
