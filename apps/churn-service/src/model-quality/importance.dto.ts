import { CountField, EnumField, NumberField, ObjectField, ObjectsField, TextField } from '#common';

export class CoefficientDto {
  @TextField('Column of the model', { example: 'days_from_last_event' })
  column: string;

  @TextField('Quantity that it is made of', { example: 'days_from_last_event' })
  feature: string;

  @NumberField('Change of the log-odds of churn for one standard deviation', { example: 0.81 })
  standardised: number;

  @NumberField('Change of the log-odds for one unit', { example: 0.11 })
  weight: number;

  @NumberField('Mean of the column', { example: 7.3 })
  mean: number;

  @NumberField('Standard deviation of the column', { example: 7.4 })
  deviation: number;
}

export class ShuffledImportanceDto {
  @TextField('Quantity or family', { example: 'presence' })
  name: string;

  @NumberField('Fall of the measure when it is shuffled among the users', { example: 0.12 })
  mean: number;

  @NumberField('Standard deviation between the repeats', { example: 0.004 })
  deviation: number;
}

class PermutationDto {
  @EnumField('What falls', ['rocAuc'], { example: 'rocAuc' })
  measure: 'rocAuc';

  @CountField('Test users', { example: 2000 })
  users: number;

  @CountField('Repeats', { example: 3 })
  repeats: number;

  @ObjectsField(() => ShuffledImportanceDto, 'Quantities, largest first')
  features: readonly ShuffledImportanceDto[];

  @ObjectsField(() => ShuffledImportanceDto, 'Families, largest first')
  families: readonly ShuffledImportanceDto[];
}

export class ImportanceDto {
  @ObjectsField(
    () => CoefficientDto,
    'Of the logistic regression, largest first; null when none was trained',
    {
      nullable: true,
    },
  )
  coefficients: readonly CoefficientDto[] | null;

  @ObjectField(() => PermutationDto, 'Of the chosen model on test users')
  permutation: PermutationDto;
}
