import { CountField } from '#common';
import type { EventKind } from '../formats/archive-name.js';

export class EventsByKindDto implements Record<EventKind, number> {
  @CountField('Plays', { example: 2_186_840 })
  play: number;

  @CountField('Downloads', { example: 57_000 })
  download: number;

  @CountField('Searches', { example: 61_801 })
  search: number;
}
