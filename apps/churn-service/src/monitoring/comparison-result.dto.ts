import { CountField } from '#common';

export class ComparisonResultDto {
  @CountField('Past scores that were compared with what happened', { example: 1 })
  comparedSets: number;
}
