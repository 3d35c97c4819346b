import { texts } from '../texts.js';
import { Badge } from './badge.js';
import type { Tone } from './badge.js';

export type Band = 'low' | 'medium' | 'high';
export const BANDS: readonly Band[] = ['high', 'medium', 'low'];

const TONES: Record<Band, Tone> = { high: 'bad', medium: 'warn', low: 'good' };

/** How likely a user is to leave, in a word. */
export function BandBadge({ band }: { band: Band | null }) {
  return band === null ? null : <Badge tone={TONES[band]}>{texts.bands[band]}</Badge>;
}
