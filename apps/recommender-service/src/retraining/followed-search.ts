import type { ModelReport } from '../evaluation/model-report.js';
import type { ParameterSearchSummary } from './parameter-searches.repository.js';

/** What the report of a version tells of the search that it followed. */
export function followedSearch(search: ParameterSearchSummary): NonNullable<ModelReport['parameterSearch']> {
  const { id, cut, dataTo, best, startNdcg, bestNdcg } = search;
  return { id, cut, dataTo, best, startNdcg, bestNdcg };
}
