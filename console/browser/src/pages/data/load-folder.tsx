import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import styles from './data.module.css';

const words = texts.data.load;

/** Loads archives that lie on the server already, and shows the job. */
export function LoadFolder() {
  const [isAsking, setAsking] = useState(false);
  const [path, setPath] = useState('.');
  const pathId = useId();
  const [, navigate] = useLocation();
  const mayAdminister = useMayAdminister();
  const loading = useMutation({
    mutationFn: () => ingest.send('post', '/admin/ingest/archives', { body: { path } }),
    onSuccess: ({ id }) => navigate(`/jobs/ingest/${id}`),
  });
  return (
    <>
      <button
        type="button"
        disabled={!mayAdminister}
        title={mayAdminister ? undefined : texts.needsAdmin}
        onClick={() => {
          loading.reset();
          setAsking(true);
        }}
      >
        {words.action}
      </button>
      {isAsking && (
        <Confirm
          title={words.asks}
          action={words.action}
          isBusy={loading.isPending || path.trim() === ''}
          problem={loading.error}
          onConfirm={() => loading.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.explains}</p>
          <div className={styles.field}>
            <label htmlFor={pathId}>{words.path}</label>
            <input id={pathId} value={path} onChange={({ target }) => setPath(target.value)} />
          </div>
        </Confirm>
      )}
    </>
  );
}
