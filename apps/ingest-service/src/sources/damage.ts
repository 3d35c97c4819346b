/** How an archive that begins well may end badly: cut off, or damaged at some point. */
export type Damage = 'truncated' | 'corrupt';
