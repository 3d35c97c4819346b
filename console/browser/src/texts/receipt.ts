/** Of the receipt of an erasure: it is loaded with the page of its job. */
export const receiptTexts = {
  save: 'Save the receipt',
  note: 'A text to hand over. It names no user: the ids are no longer stored.',
  title: (users: string, job: string) =>
    `Erasure of ${users} ${users === '1' ? 'user' : 'users'}, job ${job}`,
  times: (asked: string, done: string) => `Requested: ${asked}. Done: ${done}.`,
  rows: 'Rows that were deleted, by table:',
  models: (models: string, learned: string) =>
    `Stored versions of the recommender that were written anew without them: ${models}.\n` +
    `Versions that learned from sums of all users, until later trainings replace them: ${learned || 'none'}.`,
  published: (snapshots: string) =>
    `Published snapshots and lists from before, to delete: ${snapshots || 'none'}.`,
  told: (endpoints: string) => `Receivers that were sent the ids to forget: ${endpoints || 'none'}.`,
  untold: (receivers: string) =>
    `Receivers that may have the ids, and can be told no more, since they were removed or moved: ${receivers || 'none'}.`,
  last: (day: string) =>
    `Last day on which an id is stored, in exits and messages to these receivers: ${day}. A keyed hash stays, by which later events are refused.`,
};
