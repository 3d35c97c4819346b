import type { ArchiveReason } from '../formats/archive-refusal.js';

/** So many bytes of a content are enough to recognise it. */
export const RECOGNISED_BYTES = 64 * 1024;

/** Members that only these exports have; the first that fits is the answer. */
const JSON_SIGNS: [ArchiveReason, RegExp][] = [
  ['looks_spotify_extended', /"ms_played"\s*:/],
  ['looks_spotify_account', /"msPlayed"\s*:/],
  ['looks_listenbrainz', /"(?:listened_at|track_metadata)"\s*:/],
];
const CSV_SIGNS: [ArchiveReason, RegExp][] = [
  ['looks_apple_music', /\bPlay Duration Milliseconds\b/],
  ['looks_lastfm', /(?:^|,)"?uts"?,/],
  ['looks_lastfm_plain', /^"?\d{1,2} [A-Z][a-z]{2} \d{4},? \d{2}:\d{2}"?,/],
];
const FEWEST_COMMAS = 2;

/** What a content is that is no log of Music Box, by its first bytes; null when it may be one. */
export function recognised(head: Buffer): ArchiveReason | null {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'looks_parquet';
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return 'looks_zip';
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^[[{]\s*(?:["{\]}]|$)/.test(text)) return signOf(JSON_SIGNS, text) ?? 'looks_json';
  const [line] = text.split(/\r?\n/, 1) as [string];
  if (line.includes('\t')) return null;
  return signOf(CSV_SIGNS, line) ?? (line.split(/[,;]/).length > FEWEST_COMMAS ? 'looks_csv' : null);
}

function signOf(signs: [ArchiveReason, RegExp][], text: string): ArchiveReason | null {
  return signs.find(([, sign]) => sign.test(text))?.[0] ?? null;
}
