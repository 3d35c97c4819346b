import type { Hole } from '../interactions/interactions.repository.js';

const SHOWN_HOLES = 5;

/** What a retrain says of the holes in its days. */
export function holeWarnings(holes: Hole[]): string[] {
  if (holes.length === 0) return [];
  const shown = holes.slice(0, SHOWN_HOLES).map(({ day, kind, reason }) => `${day} ${kind}: ${reason}`);
  const more = holes.length > SHOWN_HOLES ? ', ...' : '';
  return [
    `The days learned from have ${holes.length} ${holes.length === 1 ? 'hole' : 'holes'} (${shown.join(', ')}${more}). ` +
      'What was played or downloaded there weighs nothing, and popularity is too low for songs of those days.',
  ];
}
