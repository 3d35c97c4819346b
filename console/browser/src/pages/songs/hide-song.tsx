import { recommender } from '../../data/service.js';
import type { Recommender } from '../../data/contracts.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';
import { songsTexts } from '../../texts/songs.js';

const words = songsTexts;

/** Takes a song out of every list, or puts it back, once that was confirmed. */
export function HideSong({
  song: { songId, title },
  isHidden,
}: {
  song: Pick<Recommender['NamedSongDto'], 'songId' | 'title'>;
  isHidden: boolean;
}) {
  const change = isHidden ? words.show : words.hide;
  const song = title ?? texts.unnamedSong(songId);
  return (
    <ConfirmedAction
      words={change}
      of={song}
      run={() =>
        recommender.send('put', '/admin/songs/{songId}/hidden', {
          params: { path: { songId } },
          body: { hidden: !isHidden },
        })
      }
    />
  );
}
