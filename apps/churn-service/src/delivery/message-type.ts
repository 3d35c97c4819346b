import { ROW_FORMATS } from '#common/publishing';
import type { RowFormat } from '#common/publishing';

/** What endpoints can ask for. */
export const MESSAGE_TYPES = [
  'audience.changed',
  'alert.fired',
  'alert.resolved',
  'model.promoted',
  'campaign.launched',
  'endpoint.disabled',
] as const;

/**
 * What endpoints are sent whatever they ask for: a test to the one that is tested, and the erasure of users to each one
 * that has got them.
 */
const UNASKED_TYPES = ['users.erased', 'endpoint.test'] as const;
export const ALL_MESSAGE_TYPES = [...MESSAGE_TYPES, ...UNASKED_TYPES] as const;
export type MessageType = (typeof ALL_MESSAGE_TYPES)[number];

export const MESSAGE_STATES = ['waiting', 'sending', 'delivered', 'dead'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What an endpoint of files writes, and where: its url is `file:csv` or `bucket:csv`, say. */
export interface FileTarget {
  readonly setting: 'DELIVERY_FOLDER' | 'DELIVERY_BUCKET';
  readonly format: RowFormat;
}

/** Null: the url is an address. */
export function fileTargetOf(url: string): FileTarget | null {
  const [, place, end] = /^(file|bucket):(\w+)$/.exec(url) ?? [];
  const format = ROW_FORMATS.find((known) => known === end);
  if (format === undefined) return null;
  return { setting: place === 'file' ? 'DELIVERY_FOLDER' : 'DELIVERY_BUCKET', format };
}
