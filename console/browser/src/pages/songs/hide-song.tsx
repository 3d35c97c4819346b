import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { recommender } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.songs;

/** Takes a song out of every list, or puts it back, once that was confirmed. */
export function HideSong({
  song: { songId, title },
  isHidden,
}: {
  song: { songId: string; title: string | null };
  isHidden: boolean;
}) {
  const [isAsking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const mayAdminister = useMayAdminister();
  const changing = useMutation({
    mutationFn: () =>
      recommender.send('put', '/admin/songs/{songId}/hidden', {
        params: { path: { songId } },
        body: { hidden: !isHidden },
      }),
    onSuccess: () => {
      setAsking(false);
      return queryClient.invalidateQueries({ queryKey: ['recommender'] });
    },
  });
  const action = isHidden ? words.show : words.hide;
  const name = title ?? words.unnamed(songId);
  return (
    <>
      <button
        type="button"
        disabled={!mayAdminister}
        title={mayAdminister ? undefined : texts.needsAdmin}
        aria-label={`${action}: ${name}`}
        onClick={() => {
          changing.reset();
          setAsking(true);
        }}
      >
        {action}
      </button>
      {isAsking && (
        <Confirm
          title={isHidden ? words.showAsks(name) : words.hideAsks(name)}
          action={action}
          isBusy={changing.isPending}
          problem={changing.error}
          onConfirm={() => changing.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{isHidden ? words.showExplains : words.hideExplains}</p>
        </Confirm>
      )}
    </>
  );
}
