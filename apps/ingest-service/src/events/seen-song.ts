import { readSongText } from '../formats/song-text.js';
import type { SeenSong } from '../storage/songs/songs.repository.js';
import { titleSource } from './event-groups.js';
import type { CollectedEvent } from './read-event.js';

/** The song of a posted event, with what the event says of it; none of searches and of unknown songs. */
export function seenSong(collected: CollectedEvent): SeenSong[] {
  if (collected.kind === 'search' || collected.event.songId === null) return [];
  const { event, line, posted, kind } = collected;
  const title = readSongText(line.bytes, event.titleStart, event.titleEnd);
  return [
    {
      songId: String(event.songId),
      title,
      singer: title === null ? null : readSongText(line.bytes, event.singerStart, event.singerEnd),
      namedIn: title === null ? null : titleSource({ day: posted.day, kind }),
      seconds: collected.kind === 'play' ? collected.event.songSeconds : null,
    },
  ];
}
