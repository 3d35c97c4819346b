import { Type } from 'class-transformer';
import { ENTITY_ID_MEANING, isEntityId } from './entity-id.js';
import { isCalendarDay } from './calendar-day.js';
import { rule } from './rules.js';
import { IdField, IntegerField } from './scalar-fields.js';

/** For classes that are not declared by fields yet. */
export function IsEntityId({ each = false }: { each?: boolean } = {}): PropertyDecorator {
  return rule('isEntityId', isEntityId, ENTITY_ID_MEANING, each);
}

/** For classes that are not declared by fields yet. */
export function IsCalendarDay(): PropertyDecorator {
  return rule('isCalendarDay', isCalendarDay, 'a day as YYYY-MM-DD');
}

export class UserIdParams {
  @IdField('User id', { example: '168550892' })
  userId: string;
}

export class SongIdParams {
  @IdField('Song id', { example: '15249349' })
  songId: string;
}

export class LimitQuery {
  @Type(() => Number)
  @IntegerField('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number = 20;
}
