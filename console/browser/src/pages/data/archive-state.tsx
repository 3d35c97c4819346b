import type { IngestComponents } from '../../data/contracts.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { dataTexts } from '../../texts/data.js';

type State = IngestComponents['schemas']['ArchiveDto']['state'];

const TONES: Record<State, Tone> = {
  loaded: 'good',
  partial: 'warn',
  refused: 'bad',
  duplicate: 'plain',
  dropped: 'plain',
  superseded: 'plain',
};

/** What became of an archive, in a word. */
export function ArchiveState({ state }: { state: State }) {
  return <Badge tone={TONES[state]}>{dataTexts.states[state]}</Badge>;
}
