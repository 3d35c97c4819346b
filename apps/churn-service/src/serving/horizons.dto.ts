import { IntegerField, ObjectsField, ShareField, ValuesField } from '#common';
import { HorizonNotOfferedDto } from '../dataset/windows.dto.js';

class SilentThroughDto {
  @IntegerField('Days after the snapshot date', { minimum: 1, example: 30 })
  days: number;

  @ShareField('Probability of no event of the activity kinds in these days', { example: 0.652 })
  probability: number;
}

export class HorizonsDto {
  @ObjectsField(
    () => SilentThroughDto,
    'Those asked for, ascending. The probability never rises, and at `horizonDays` it is `probability` of the score',
  )
  silent: readonly SilentThroughDto[];

  @ValuesField('Horizons that can be asked for', 'integer', { example: [7, 14, 30] })
  offered: readonly number[];

  @ObjectsField(() => HorizonNotOfferedDto, 'Those that cannot, and why')
  notOffered: readonly HorizonNotOfferedDto[];
}
