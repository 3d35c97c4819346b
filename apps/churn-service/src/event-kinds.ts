/** Kinds of event that can count as activity. */
export const EVENT_KINDS = ['play', 'download', 'search', 'feedback'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
