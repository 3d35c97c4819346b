/** What endpoints can ask for. */
export const MESSAGE_TYPES = [
  'audience.changed',
  'alert.fired',
  'alert.resolved',
  'model.promoted',
  'campaign.launched',
  'endpoint.disabled',
] as const;

/** A test is sent to the endpoint that is tested, whatever it asks for. */
export type MessageType = (typeof MESSAGE_TYPES)[number] | 'endpoint.test';

export const MESSAGE_STATES = ['waiting', 'sending', 'delivered', 'dead'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Formats of files in DELIVERY_FOLDER, by the url of an endpoint. */
export const FILE_URLS = { 'file:csv': 'csv', 'file:ndjson': 'ndjson', 'file:parquet': 'parquet' } as const;
export type FileFormat = (typeof FILE_URLS)[keyof typeof FILE_URLS];

/** Null: the url is an address. */
export function fileFormatOf(url: string): FileFormat | null {
  return Object.hasOwn(FILE_URLS, url) ? FILE_URLS[url as keyof typeof FILE_URLS] : null;
}
