import { CursorPageDto, CursorQuery, Field, JoinedType, LeftOutDto } from '#common';
import { BANDS } from '#common/bands';
import type { Band } from '#common/bands';
import { PickType } from '@nestjs/swagger';
import { DEFAULT_VALUE, ORDER, UserOrderDto } from '../scores/user-order.js';
import type { Order } from '../scores/user-order.js';
import { ChurnScoreDto, ScoresOfDayDto } from './churn-score.dto.js';
import { AsOfQuery } from './score-request.dto.js';

class RankingQuery {
  @Field.enum('Only users of this band', BANDS, { optional: true, example: 'high' })
  band?: Band;

  @Field.share('Only users with at least this probability', { optional: true, example: 0.7 })
  minRisk?: number;

  @Field.enum(...ORDER)
  order?: Order;

  @Field.number(...DEFAULT_VALUE)
  defaultValue?: number;

  @Field.boolean(
    'Only users who may be contacted: not excluded, not suppressed, not held out by a running campaign; for files that people mail from',
    { optional: true, example: true },
  )
  contactable?: boolean;

  @Field.text(
    'Only users whose facts met these conditions on the snapshot date: as JSON, see the condition `fact` of audiences',
    {
      optional: true,
      maxLength: 4_000,
      example: '{"conditions":[{"property":"plan","is":["premium"]}]}',
    },
  )
  filter?: string;
}

export class RankedQuery extends JoinedType(CursorQuery, RankingQuery) {}

export class ScoreExportQuery extends JoinedType(AsOfQuery, RankingQuery) {
  @Field.integer('Only so many users, the first in the order asked for', {
    optional: true,
    minimum: 1,
    maximum: 2_147_483_647,
    example: 500,
  })
  limit?: number;
}

export class RankedUserDto extends PickType(ChurnScoreDto, [
  'userId',
  'probability',
  'percentile',
  'band',
  'reasons',
]) {
  @Field.number('Probability times value of the user; null where no value counts', {
    nullable: true,
    example: 22.88,
  })
  valueAtRisk: number | null;
}

export class RankedUsersDto extends JoinedType(CursorPageDto, ScoresOfDayDto) {
  @Field.count('Users scored at this snapshot date, before any narrowing', { example: 58123 })
  population: number;

  @Field.object(
    () => LeftOutDto,
    'Of the users asked for, those who may not be contacted, with `contactable`; otherwise null',
    { nullable: true },
  )
  leftOut: LeftOutDto | null;

  @Field.object(() => UserOrderDto, 'By what users come first')
  order: UserOrderDto;

  @Field.objects(() => RankedUserDto, 'In this order; a hash of the user id decides a tie')
  users: readonly RankedUserDto[];
}

export class BandCountsDto extends PickType(ScoresOfDayDto, [
  'target',
  'modelVersion',
  'bandCuts',
  'synthetic',
  'snapshotDate',
  'doubtful',
]) {
  @Field.count('Users in the band low', { example: 402 })
  low: number;

  @Field.count('In the band medium', { example: 210 })
  medium: number;

  @Field.count('In the band high', { example: 200 })
  high: number;
}
