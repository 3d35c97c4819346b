import {
  CountField,
  EnumField,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
} from '#common';
import type { ClassifierKind } from '#ml';
import { MODEL_KINDS } from '../settings.js';
import { IntervalDto } from './metrics.dto.js';

class CoefficientDto {
  @TextField('Column of the model', { example: 'days_from_last_event' })
  column: string;

  @TextField('Quantity that it is made of', { example: 'days_from_last_event' })
  feature: string;

  @ObjectField(() => IntervalDto, 'Change of the log-odds of churn for one standard deviation')
  standardised: IntervalDto;

  @ObjectField(() => IntervalDto, 'Factor on the odds of churn for one standard deviation')
  oddsRatio: IntervalDto;

  @NumberField('Change of the log-odds for one unit', { example: 0.11 })
  weight: number;

  @NumberField('Mean of the column', { example: 7.3 })
  mean: number;

  @NumberField('Standard deviation of the column', { example: 7.4 })
  deviation: number;
}

class RiskFactorDto extends CoefficientDto {
  @TextField('What the quantity says', { example: 'Days from the newest event to the snapshot date' })
  meaning: string;
}

export class TopRiskFactorsDto {
  @ObjectsField(() => RiskFactorDto, 'The five largest weights above 0')
  factors: RiskFactorDto[];

  @TextField('How they are to be read', {
    example: 'Quantities of one family move together: read them by family.',
  })
  warning: string;
}

class ShuffledImportanceDto {
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
  features: ShuffledImportanceDto[];

  @ObjectsField(() => ShuffledImportanceDto, 'Families, largest first')
  families: ShuffledImportanceDto[];
}

class FeatureShareDto {
  @TextField('Quantity', { example: 'days_from_last_event' })
  feature: string;

  @ShareField('Its share in the fall of the training loss', { example: 0.41 })
  share: number;
}

class GainImportanceDto {
  @EnumField('Tree model', MODEL_KINDS, { example: 'gradient-boosting' })
  model: ClassifierKind;

  @ObjectsField(() => FeatureShareDto, 'Quantities, largest share first')
  features: FeatureShareDto[];
}

export class ImportanceDto {
  @ObjectsField(
    () => CoefficientDto,
    'Of the logistic regression, largest first; null when none was trained',
    {
      nullable: true,
    },
  )
  coefficients: CoefficientDto[] | null;

  @ObjectField(() => PermutationDto, 'Of the chosen model on test users')
  permutation: PermutationDto;

  @ObjectsField(() => GainImportanceDto, 'Of each tree model that was trained')
  gain: GainImportanceDto[];
}
