/** What became of an archive. */
export const ARCHIVE_STATES = ['loaded', 'partial', 'refused', 'duplicate', 'dropped', 'superseded'] as const;
export type ArchiveState = (typeof ARCHIVE_STATES)[number];
