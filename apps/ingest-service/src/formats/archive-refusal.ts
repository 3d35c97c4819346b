/** Why a file was not loaded, or only in part. Closed list: each reason with its one-line meaning. */
export const ARCHIVE_REASONS = {
  not_a_log_name:
    'The name is not of the form YYYYMMDD_<part>_<play|down|search>.log[.tar.gz|.gz] or <play|down|search|feedback>_ds.csv; other files need a mapping.',
  looks_spotify_extended:
    "It looks like Spotify's extended streaming history: load it with --mapping spotify-extended.",
  looks_spotify_account:
    "It looks like the streaming history of a Spotify account's data: load it with --mapping spotify-account.",
  looks_lastfm: 'It looks like scrobbles of Last.fm: load it with --mapping lastfm.',
  looks_lastfm_plain:
    'It looks like scrobbles of Last.fm without a header: load it with --mapping lastfm-plain.',
  looks_listenbrainz: 'It looks like listens of ListenBrainz: load it with --mapping listenbrainz.',
  looks_apple_music: 'It looks like the play activity of Apple Music: load it with --mapping apple-music.',
  looks_parquet: 'It is a Parquet file, which needs a mapping: see docs/own-logs.md.',
  looks_json: 'It is JSON, which needs a mapping: see docs/own-logs.md.',
  looks_csv: 'It looks like a CSV, which needs a mapping: see docs/own-logs.md.',
  looks_zip: 'It is a zip file: unpack it, and load the files that it holds.',
  file_not_mapped:
    'The member `files` of the mapping does not match the name of the file, or `path` not its path.',
  other_form: 'The content does not have the form that the member `records` of the mapping states.',
  columns_missing:
    'The file has no column of a name that its mapping gives, or a CSV of Music Box none of uid or date.',
  columns_repeated: 'The file has two columns of a name that the mapping reads.',
  impossible_date: 'The date in the name is no day of the calendar.',
  implausible_date: 'The date in the name is in the future, or before EARLIEST_DAY (see plausible days).',
  date_missing: 'The name has no date, and lines of this kind carry none (only searches do).',
  unreadable: 'The file could not be opened or read (missing, no permission, a read error).',
  reader_failed:
    'The thread that read it ended or failed; the log of the service says why. A later load tries it again.',
  file_changed: 'The file was written to while it was read; a later load takes it.',
  outside_logs_folder: 'The file is a link that leads out of the logs folder.',
  archive_repeated:
    'The load holds a file of the same day, kind and part (without a day: of the same name) that was changed later.',
  content_differs:
    'Fewer than half of the events that are loaded from this file are in it now, by user and day: load it with --replace (replace: true) if it takes their place, or under another name if both count.',
  other_mapping:
    'Its content is loaded by a mapping of another name, which reads it otherwise, and would count twice: load it with --replace (replace: true) if this mapping takes its place, or by that mapping.',
  damaged_copy:
    'The file is damaged, and was loaded whole before, whose events stay: load it with --replace (replace: true) if it takes their place.',
  empty: 'The file, or the log inside it, has no bytes.',
  not_gzip: 'The name promises gzip, the content is something else, and no line of it is an event.',
  unknown_packing: 'The content is packed in a way that logs are not (zip, bzip2, xz, zstd...).',
  binary: 'The content is not text, and no line of it is an event.',
  utf_16: 'The text is UTF-16: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8), and load the converted file.',
  no_log_inside: 'The tar archive holds no file.',
  several_logs_inside: 'The tar archive holds more than one file, so its name does not say what they are.',
  too_many_days: 'An archive without a date in its name spans more days than one load may open.',
  no_event: 'No line of the log could become an event.',
  truncated: 'The archive ends too early; what is whole was loaded (state partial) or nothing was whole.',
  corrupt: 'The compressed data is damaged; what comes before the damage was loaded, or nothing was.',
  same_content: 'The same content was already loaded under another name.',
  day_dropped: 'Retention dropped its days; a load with includeDropped brings them back.',
} as const;

export type ArchiveReason = keyof typeof ARCHIVE_REASONS;

/** A whole archive cannot be loaded; the load goes on with the others. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';

  constructor(
    readonly reason: ArchiveReason,
    options?: { cause?: unknown },
  ) {
    super(ARCHIVE_REASONS[reason], options);
  }
}
