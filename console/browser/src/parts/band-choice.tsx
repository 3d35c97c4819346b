import { texts } from '../texts.js';
import { BANDS } from './band.js';
import type { Band } from './band.js';

/** Narrows a list to one band. */
export function BandChoice({
  band,
  onChoose,
}: {
  band: Band | undefined;
  onChoose: (band: Band | undefined) => void;
}) {
  return (
    <label>
      {texts.bands.choice}{' '}
      <select
        value={band ?? ''}
        onChange={({ target }) => onChoose(target.value === '' ? undefined : (target.value as Band))}
      >
        <option value="">{texts.bands.all}</option>
        {BANDS.map((one) => (
          <option key={one} value={one}>
            {texts.bands[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
