import { texts } from '../texts.js';
import { BANDS } from './band.js';
import type { Band } from './band.js';
import { Choice } from './choice.js';

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
