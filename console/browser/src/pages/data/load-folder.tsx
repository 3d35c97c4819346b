import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { ingest } from '../../data/service.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import styles from './data.module.css';

const words = texts.data.load;

/** Loads archives that lie on the server already, and shows the job. */
export function LoadFolder() {
  return <AdminAction label={words.action}>{(close) => <LoadDialog onClose={close} />}</AdminAction>;
}

function LoadDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState('.');
  const pathId = useId();
  const [, navigate] = useLocation();
  const loading = useMutation({
    mutationFn: () => ingest.send('post', '/admin/ingest/archives', { body: { path } }),
    onSuccess: ({ id }) => navigate(`/jobs/ingest/${id}`),
  });
  return (
    <Confirm
      title={words.asks}
      action={words.action}
      isBusy={loading.isPending || path.trim() === ''}
      problem={loading.error}
      onConfirm={() => loading.mutate()}
      onClose={onClose}
    >
      <p>{words.explains}</p>
      <div className={styles.field}>
        <label htmlFor={pathId}>{words.path}</label>
        <input id={pathId} value={path} onChange={({ target }) => setPath(target.value)} />
      </div>
    </Confirm>
  );
}
