import { IntegerField, NumberField } from '#common';
import type { NeighbourOptions } from '#ml';

export class NeighbourOptionsDto implements NeighbourOptions {
  @NumberField('Shrinkage of the cosine', { minimum: 0, example: 100 })
  shrinkage: number;

  @IntegerField('Neighbours of a song', { minimum: 1, example: 100 })
  neighbours: number;
}
