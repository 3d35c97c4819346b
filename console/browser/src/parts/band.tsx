import { texts } from '../texts.js';
import { stateChoices } from './badge.js';
import { Choice } from './choice.js';

export type Band = 'low' | 'medium' | 'high';
export const BANDS: readonly Band[] = ['high', 'medium', 'low'];

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
      label={texts.lists.band}
      value={band ?? ''}
      options={stateChoices(BANDS)}
      onChoose={(one) => onChoose(one === '' ? undefined : one)}
    />
  );
}
