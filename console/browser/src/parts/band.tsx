import { texts } from '../texts.js';
import { Badge } from './badge.js';
import { Choice } from './choice.js';

export type Band = 'low' | 'medium' | 'high';
export const BANDS: readonly Band[] = ['high', 'medium', 'low'];

/** How likely a user is to leave, in a word. */
export function BandBadge({ band }: { band: Band | null }) {
  return band === null ? null : <Badge state={band}>{texts.bands[band]}</Badge>;
}

/** Narrows a list to one band. */
export function BandChoice({
  band,
  onChoose,
}: {
  band: Band | undefined;
  onChoose: (band: Band | undefined) => void;
}) {
  return (
    <Choice<Band | ''>
      label={texts.bands.choice}
      value={band ?? ''}
      options={[['', texts.bands.all], ...BANDS.map((one) => [one, texts.bands[one]] as const)]}
      onChoose={(one) => onChoose(one === '' ? undefined : one)}
    />
  );
}
