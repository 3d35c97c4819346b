import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { recommender } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.experiments;

/** Ends the running experiment once that was confirmed. */
export function EndExperiment({ name }: { name: string }) {
  const [isAsking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const mayAdminister = useMayAdminister();
  const ending = useMutation({
    mutationFn: () => recommender.send('delete', '/admin/recommender/experiments/running'),
    onSuccess: () => {
      setAsking(false);
      return queryClient.invalidateQueries({ queryKey: ['recommender'] });
    },
  });
  return (
    <>
      <button
        type="button"
        data-kind="danger"
        disabled={!mayAdminister}
        title={mayAdminister ? undefined : texts.needsAdmin}
        onClick={() => setAsking(true)}
      >
        {words.end}
      </button>
      {isAsking && (
        <Confirm
          title={words.endAsks(name)}
          action={words.end}
          isDanger
          isBusy={ending.isPending}
          problem={ending.error}
          onConfirm={() => ending.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.endExplains}</p>
        </Confirm>
      )}
    </>
  );
}
