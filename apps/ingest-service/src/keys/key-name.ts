/** Valid names of keys. `/admin/keys/current` is a path of its own; only keys of settings have a colon. */
export const KEY_NAME = {
  regex: /^(?!current$)[a-z0-9][a-z0-9._-]{0,62}$/,
  meaning:
    '1 to 63 small letters, digits, dots, hyphens and underscores, beginning with a letter or digit, and not "current"',
};

/** Most characters of the texts that describe a key. */
export const KEY_TEXT = { owner: 100, note: 200 };

const DAY_SECONDS = 86_400;

/** For how long tokens of a key are good after it was rotated. */
export const GRACE_SECONDS = { usual: DAY_SECONDS, most: 30 * DAY_SECONDS };
