import { createHash } from 'node:crypto';

/** Which of two versions answers a user while an experiment runs. */
export const VARIANTS = ['control', 'challenger'] as const;
export type Variant = (typeof VARIANTS)[number];

/**
 * The variant of a user: a hash of experiment and user, so that it never changes within an experiment, needs no table, and is drawn
 * anew for the next experiment. @param share of users that get the challenger, 0 to 1.
 */
export function variantOf(experimentId: number, userId: string, share: number): Variant {
  const hash = createHash('sha256').update(`${experimentId} ${userId}`).digest().readUInt32BE(0);
  return hash / 2 ** 32 < share ? 'challenger' : 'control';
}
