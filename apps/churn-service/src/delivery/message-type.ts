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
