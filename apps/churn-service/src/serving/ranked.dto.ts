import {
  BooleanField,
  CountField,
  CursorPageDto,
  CursorQuery,
  EnumField,
  IntegerField,
  LeftOutDto,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
} from '#common';
import { BANDS } from '#common/bands';
import type { Band } from '#common/bands';
import { IntersectionType, PickType } from '@nestjs/swagger';
import { DEFAULT_VALUE, ORDER, UserOrderDto } from '../scores/user-order.js';
import type { Order } from '../scores/user-order.js';
import { ChurnScoreDto, ScoresOfDayDto } from './churn-score.dto.js';
import { AsOfQuery } from './score-request.dto.js';

const CONTACTABLE = [
  'Only users who may be contacted: not excluded, not suppressed, not held out by a running campaign; for files that people mail from',
  { optional: true, example: true },
] as const;

const FILTER = [
  'Only users whose facts met these conditions on the snapshot date: as JSON, see the condition `fact` of audiences',
  {
    optional: true,
    maxLength: 4_000,
    example: '{"conditions":[{"property":"plan","is":["premium"]}]}',
  },
] as const;

export class RankedQuery extends CursorQuery {
  @EnumField('Only users of this band', BANDS, { optional: true, example: 'high' })
  band?: Band;

  @ShareField('Only users with at least this probability', { optional: true, example: 0.7 })
  minRisk?: number;

  @EnumField(...ORDER)
  order?: Order;

  @NumberField(...DEFAULT_VALUE)
  defaultValue?: number;

  @BooleanField(...CONTACTABLE)
  contactable?: boolean;

  @TextField(...FILTER)
  filter?: string;
}

export class ScoreExportQuery extends AsOfQuery {
  @EnumField('Only users of this band', BANDS, { optional: true, example: 'high' })
  band?: Band;

  @ShareField('Only users with at least this probability', { optional: true, example: 0.7 })
  minRisk?: number;

  @IntegerField('Only so many users, the first in the order asked for', {
    optional: true,
    minimum: 1,
    maximum: 2_147_483_647,
    example: 500,
  })
  limit?: number;

  @EnumField(...ORDER)
  order?: Order;

  @NumberField(...DEFAULT_VALUE)
  defaultValue?: number;

  @BooleanField(...CONTACTABLE)
  contactable?: boolean;

  @TextField(...FILTER)
  filter?: string;
}

export class RankedUserDto extends PickType(ChurnScoreDto, [
  'userId',
  'probability',
  'percentile',
  'band',
  'reasons',
]) {
  @NumberField('Probability times value of the user; null where no value counts', {
    nullable: true,
    example: 22.88,
  })
  valueAtRisk: number | null;
}

export class RankedUsersDto extends IntersectionType(CursorPageDto, ScoresOfDayDto) {
  @CountField('Users scored at this snapshot date, before any narrowing', { example: 58123 })
  population: number;

  @ObjectField(
    () => LeftOutDto,
    'Of the users asked for, those who may not be contacted, with `contactable`; otherwise null',
    {
      nullable: true,
    },
  )
  leftOut: LeftOutDto | null;

  @ObjectField(() => UserOrderDto, 'By what users come first')
  order: UserOrderDto;

  @ObjectsField(() => RankedUserDto, 'In this order; a hash of the user id decides a tie')
  users: readonly RankedUserDto[];
}

export class BandCountsDto extends PickType(ScoresOfDayDto, [
  'modelVersion',
  'bandCuts',
  'synthetic',
  'snapshotDate',
  'doubtful',
]) {
  @CountField('Users in the band low', { example: 402 })
  low: number;

  @CountField('In the band medium', { example: 210 })
  medium: number;

  @CountField('In the band high', { example: 200 })
  high: number;
}
