import { EnumField, NumberField, ShareField } from '#common';

const AMOUNT = { minimum: 0, maximum: 1e9 } as const;

export class DecisionQuery {
  @NumberField('What one contact costs, in any currency', { ...AMOUNT, example: 1 })
  contactCost: number;

  @NumberField(
    'What a user is worth who would have churned and stays, in the same currency; for `order=value` that of users whose value is not known',
    {
      ...AMOUNT,
      example: 10,
    },
  )
  savedValue: number;

  @ShareField('Share of contacted churners who stay because of the contact', { example: 0.2 })
  successRate: number;

  @NumberField('Most to spend on contacts; no limit when left out', {
    ...AMOUNT,
    optional: true,
    example: 5000,
  })
  budget?: number;

  @EnumField(
    'Whom to contact first: the highest probability, or the highest probability times value of the user',
    ['risk', 'value'],
    { optional: true, example: 'value' },
  )
  order?: 'risk' | 'value';
}
