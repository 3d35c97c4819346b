import { useLocation } from 'wouter';
import { ingest } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.load;

/** Loads archives that lie on the server already, and shows the job. */
export function LoadFolder() {
  const [, navigate] = useLocation();
  return (
    <ConfirmedAction
      label={words.action}
      title={words.asks}
      field={{ label: words.path, initial: '.' }}
      run={(path) => ingest.send('post', '/admin/ingest/archives', { body: { path } })}
      onDone={({ id }) => navigate(`/jobs/ingest/${id}`)}
    >
      <p>{words.explains}</p>
    </ConfirmedAction>
  );
}
