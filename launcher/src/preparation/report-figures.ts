/** A number somewhere inside a JSON document, by its path such as `metrics.test.rocAuc`; null when it is not there. */
function figureAt(document: unknown, path: string): number | null {
  let value = document;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** `name value`, with three decimals; nothing when the figure is missing. */
function shown(name: string, value: number | null): string[] {
  return value === null ? [] : [`${name} ${value.toFixed(3)}`];
}

/** Test AUC of the churn model beside what recency alone reaches and, for sample logs, the best any model could. */
export function churnFigures(report: unknown): string {
  return [
    ...shown('AUC', figureAt(report, 'metrics.test.rocAuc')),
    ...shown('recency alone', figureAt(report, 'baselines.recency.test.rocAuc')),
    ...shown('best reachable (synthetic)', figureAt(report, 'bestReachable.auc')),
  ].join(', ');
}

/** Recall of the recommender beside that of recommending what is popular. */
export function recommenderFigures(report: unknown): string {
  return [
    ...shown(
      `recall@${figureAt(report, 'evaluation.als.k') ?? ''}`,
      figureAt(report, 'evaluation.als.recall'),
    ),
    ...shown('popularity', figureAt(report, 'evaluation.popularity.recall')),
  ].join(', ');
}
