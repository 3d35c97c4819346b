import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { churn, recommender } from '../../data/service.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';
import { pathOf } from './job-state.js';

/** Jobs that need nothing but to be asked for, by their kind. */
const STARTS = {
  'churn.retrain': {
    service: 'churn',
    start: () => churn.send('post', '/admin/churn/retrain'),
  },
  'churn.score': { service: 'churn', start: () => churn.send('post', '/admin/churn/score', { body: {} }) },
  'churn.backtest': {
    service: 'churn',
    start: () => churn.send('post', '/admin/churn/backtest', { body: {} }),
  },
  'recommender.retrain': {
    service: 'recommender',
    start: () => recommender.send('post', '/admin/recommender/retrain', { body: {} }),
  },
} as const;
export type StartableKind = keyof typeof STARTS;
export const STARTABLE_KINDS = Object.keys(STARTS) as StartableKind[];

/** Starts a job once it was confirmed, and shows it. */
export function StartJob({ kind }: { kind: StartableKind }) {
  return (
    <AdminAction label={texts.jobs.starts[kind].action}>
      {(close) => <StartDialog kind={kind} onClose={close} />}
    </AdminAction>
  );
}

function StartDialog({ kind, onClose }: { kind: StartableKind; onClose: () => void }) {
  const [, navigate] = useLocation();
  const queryClient = useQueryClient();
  const { service, start } = STARTS[kind];
  const { action, explains } = texts.jobs.starts[kind];
  const starting = useMutation({
    mutationFn: async (): Promise<{ id: string }> => start(),
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: [service, '/jobs'] });
      navigate(pathOf({ service, id }));
    },
  });
  return (
    <Confirm
      title={`${action}?`}
      action={action}
      isBusy={starting.isPending}
      problem={starting.error}
      onConfirm={() => starting.mutate()}
      onClose={onClose}
    >
      <p>{explains}</p>
    </Confirm>
  );
}
