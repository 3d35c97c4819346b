import { useMutation, useQueryClient } from '@tanstack/react-query';
import { recommender } from '../../data/service.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.experiments;

/** Ends the running experiment once that was confirmed. */
export function EndExperiment({ name }: { name: string }) {
  return (
    <AdminAction label={words.end} isDanger>
      {(close) => <EndDialog name={name} onClose={close} />}
    </AdminAction>
  );
}

function EndDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const ending = useMutation({
    mutationFn: () => recommender.send('delete', '/admin/recommender/experiments/running'),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ['recommender'] });
    },
  });
  return (
    <Confirm
      title={words.endAsks(name)}
      action={words.end}
      isDanger
      isBusy={ending.isPending}
      problem={ending.error}
      onConfirm={() => ending.mutate()}
      onClose={onClose}
    >
      <p>{words.endExplains}</p>
    </Confirm>
  );
}
