import { Field } from '#common';

const CHOICES = ['newest', 'chosen', 'none'] as const;
const VERSION = { minimum: 1, maximum: 2 ** 31 - 1, example: 4 } as const;

export class ShadowBody {
  @Field.integer('Default: always the newest version since the live one that the gate did not let pass', {
    ...VERSION,
    optional: true,
  })
  version?: number;
}

export class ShadowDto {
  @Field.enum(
    'newest: the newest version since the live one that the gate did not let pass, unless it leaks; chosen: by a person; none: switched off',
    CHOICES,
    { example: 'newest' },
  )
  choice: (typeof CHOICES)[number];

  @Field.integer('The version that outcomes compare with the live one; it serves nobody; null: none', {
    ...VERSION,
    nullable: true,
  })
  version: number | null;

  @Field.text('How it would have done on the newest users whose outcome is known, and what to do', {
    example:
      'By the outcomes of 2017-04-28, shadow version 4 is better than live version 3: log loss lower by 0.0195 ' +
      '(95 % 0.0100 to 0.0290) on 11,020 users. Promote it by POST /admin/churn/models/4/promote {"accept": "why"}.',
  })
  found: string;
}
