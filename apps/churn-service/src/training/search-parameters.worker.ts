import { searchModelParameters } from './search-model-parameters.js';
import type { ModelSearchOutcome, SearchLimits, SearchProgress } from './search-model-parameters.js';
import type { ChurnTrainingData } from './prepare.js';
import { withoutTestUsers } from './without-test-users.js';

/** A search for parameters, in a thread of its own; it does not see the test users. */
export default function search(
  { data, limits }: { data: ChurnTrainingData; limits: SearchLimits },
  report: (progress: SearchProgress) => void,
): Promise<ModelSearchOutcome> {
  return searchModelParameters({ ...data, ...withoutTestUsers(data, data) }, limits, report);
}
