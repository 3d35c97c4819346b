import { useMutation, useQueryClient } from '@tanstack/react-query';
import { recommender } from '../../data/service.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.songs;

interface HiddenOrNot {
  song: { songId: string; title: string | null };
  isHidden: boolean;
}

/** Takes a song out of every list, or puts it back, once that was confirmed. */
export function HideSong({ song, isHidden }: HiddenOrNot) {
  const action = isHidden ? words.show : words.hide;
  return (
    <AdminAction label={action} name={`${action}: ${nameOf(song)}`}>
      {(close) => <HideDialog song={song} isHidden={isHidden} onClose={close} />}
    </AdminAction>
  );
}

function HideDialog({ song, isHidden, onClose }: HiddenOrNot & { onClose: () => void }) {
  const queryClient = useQueryClient();
  const changing = useMutation({
    mutationFn: () =>
      recommender.send('put', '/admin/songs/{songId}/hidden', {
        params: { path: { songId: song.songId } },
        body: { hidden: !isHidden },
      }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ['recommender'] });
    },
  });
  return (
    <Confirm
      title={isHidden ? words.showAsks(nameOf(song)) : words.hideAsks(nameOf(song))}
      action={isHidden ? words.show : words.hide}
      isBusy={changing.isPending}
      problem={changing.error}
      onConfirm={() => changing.mutate()}
      onClose={onClose}
    >
      <p>{isHidden ? words.showExplains : words.hideExplains}</p>
    </Confirm>
  );
}

function nameOf({ songId, title }: HiddenOrNot['song']): string {
  return title ?? words.unnamed(songId);
}
