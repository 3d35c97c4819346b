import { DomainError } from '../errors/domain-error.js';
import { BooleanField, IntegerField } from '../fields/scalar-fields.js';

/** What a search for parameters may cost, and what follows from it; services add what they search over. */
export class SearchLimitsBody {
  @IntegerField('Most fits to try', { minimum: 2, maximum: 200, default: 24 })
  attempts: number;

  @IntegerField('Seconds after which nothing more is tried, about', {
    minimum: 1,
    maximum: 86_400,
    default: 600,
  })
  seconds: number;

  @BooleanField(
    'Whether the next retrain follows what was found, where it was better than the present parameters',
    { default: true },
  )
  accept: boolean;
}

export class ParameterSearchParams {
  @IntegerField('Number of the search', { minimum: 1, maximum: 2_147_483_647, example: 2 })
  id: number;
}

export class AcceptedBody {
  @BooleanField('false: retrains follow an earlier accepted search, or the settings', { example: true })
  accepted: boolean;
}

export function unknownSearch(id: number): DomainError {
  return new DomainError('not_found', 'parameter_search_unknown', `There is no search for parameters ${id}.`);
}
