import { CursorPageDto, DayField, IdField, IdListField, ObjectsField, TextField, TimeField } from '#common';

export const LONGEST_REASON = 200;
const REASON = { minLength: 1, maxLength: LONGEST_REASON, example: 'unsubscribed' };

export class ContactSuppressionDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @TextField('Why', REASON)
  reason: string;

  @TimeField('Since when', { example: '2026-11-24T02:15:00.000Z' })
  since: Date;

  @DayField('Its last day, in UTC; null: it does not end', { nullable: true, example: null })
  until: string | null;
}

export class ContactSuppressionsBody {
  @IdListField('user', 'User ids, known or not', { minItems: 1, maxItems: 5_000, example: ['168550892'] })
  userIds: string[];

  @TextField('Why', { ...REASON, default: 'unsubscribed' })
  reason: string;

  @DayField('Its last day, in UTC; left out: it does not end', { optional: true, example: '2026-12-31' })
  until?: string;
}

export class ContactSuppressionPageDto extends CursorPageDto {
  @ObjectsField(() => ContactSuppressionDto, 'By user id')
  suppressions: readonly ContactSuppressionDto[];
}
