import { CursorPageDto, Field, UserIdParams } from '#common';

export const LONGEST_REASON = 200;
const REASON = { minLength: 1, maxLength: LONGEST_REASON, example: 'unsubscribed' };

export class ContactSuppressionDto extends UserIdParams {
  @Field.text('Why', REASON)
  reason: string;

  @Field.time('Since when', { example: '2026-11-24T02:15:00.000Z' })
  since: Date;

  @Field.day('Its last day, in UTC; null: it does not end', { nullable: true, example: null })
  until: string | null;
}

export class ContactSuppressionsBody {
  @Field.ids('user', 'User ids, known or not', { minItems: 1, maxItems: 5_000, example: ['168550892'] })
  userIds: string[];

  @Field.text('Why', { ...REASON, default: 'unsubscribed' })
  reason: string;

  @Field.day('Its last day, in UTC; left out: it does not end', { optional: true, example: '2026-12-31' })
  until?: string;
}

export class AllowedContactsQuery {
  @Field.text('The reason that ends; left out: all of them', { ...REASON, optional: true })
  reason?: string;
}

export class ContactSuppressionsDto {
  @Field.objects(() => ContactSuppressionDto, 'Each reason by itself')
  suppressions: readonly ContactSuppressionDto[];
}

export class ContactSuppressionPageDto extends CursorPageDto {
  @Field.objects(() => ContactSuppressionDto, 'By user id, each reason of a user by itself')
  suppressions: readonly ContactSuppressionDto[];
}
