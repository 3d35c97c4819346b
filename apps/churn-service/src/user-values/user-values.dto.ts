import { Field, UserIdParams } from '#common';

/** What a user is worth is at most this, in any currency. */
export const MOST_VALUE = 1e9;

const VALUE = { minimum: 0, maximum: MOST_VALUE, example: 24.5 } as const;

export class UserValueBody {
  @Field.number('What it is worth that the user stays, in any currency', VALUE)
  value: number;
}

export class UserValueDto extends UserIdParams {
  @Field.number('Value of the user', VALUE)
  value: number;

  @Field.time('When it was stored', { example: '2026-11-24T02:15:00.000Z' })
  updatedAt: Date;
}
