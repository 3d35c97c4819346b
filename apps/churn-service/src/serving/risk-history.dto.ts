import { CursorPageDto, Field, JoinedType, UserIdParams } from '#common';
import { PickType } from '@nestjs/swagger';
import { BandCutsDto, ChurnScoreDto } from './churn-score.dto.js';

export class PastScoreDto extends PickType(ChurnScoreDto, [
  'snapshotDate',
  'probability',
  'band',
  'outcome',
  'horizonDays',
  'modelVersion',
  'outOfTime',
]) {
  @Field.time('When it was scored', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;
}

export class RiskHistoryDto extends JoinedType(UserIdParams, CursorPageDto) {
  @Field.object(() => BandCutsDto, 'Where the bands begin')
  bandCuts: BandCutsDto;

  @Field.objects(() => PastScoreDto, 'One a scored day on which the user was in the population, newest first')
  scores: PastScoreDto[];
}
