/** Of songs whose length is not known, as logs of other services have them: about the median of known lengths. */
const USUAL_SECONDS = 180;

/**
 * Whether songs of unknown length count. In Music Box archives, whose ids are numeric, they are ringtones and
 * damaged lines; many other services do not log lengths at all.
 */
const LENGTHS_MAY_BE_UNKNOWN = `(SELECT form = 'text' FROM id_form)`;

/**
 * The share of its song that a play of `play_event` or `recent_event` heard, from 0 to 1. Of a song of
 * unknown length, where these count: of a usual length, and all of it where the seconds are not known either.
 */
export const HEARD_SHARE = `CASE
  WHEN song_seconds > 0 THEN CASE WHEN play_seconds > 0 THEN least(1, play_seconds::float8 / song_seconds) ELSE 0 END
  WHEN ${LENGTHS_MAY_BE_UNKNOWN} THEN greatest(0, least(1, coalesce(play_seconds::float8 / ${USUAL_SECONDS}, 1)))
  ELSE 0 END`;

/** Whether {@link HEARD_SHARE} is above 0, in fewer steps; null: no. */
export const IS_HEARD = `CASE
  WHEN song_seconds > 0 THEN play_seconds > 0
  WHEN ${LENGTHS_MAY_BE_UNKNOWN} THEN coalesce(play_seconds > 0, true)
  ELSE false END`;

/** After so many half-lives an event weighs no less: powers below it would underflow, and PostgreSQL refuses them. */
export const MOST_HALF_LIVES = 60;

/** What an event keeps of its weight after some days. @param halfLife in days, as float8; 'Infinity': all of it */
export const decayAfter = (days: string, halfLife: string): string =>
  `2::float8 ^ greatest(-${MOST_HALF_LIVES}, -(${days}) / ${halfLife})`;

/** Whether a row of `song` may be recommended by its length. @param least seconds; shorter ones are ringtones */
export const hasLength = (least: string): string =>
  `(song.length_seconds >= ${least} OR (song.length_seconds IS NULL AND ${LENGTHS_MAY_BE_UNKNOWN}))`;
