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

/**
 * AUC of the churn model on later days, or where the logs are too short for that on test users, with its 95 % interval since
 * a few hundred users say little; beside what recency alone reaches and, for sample logs, the best any model could.
 */
export function churnFigures(report: unknown): string {
  const later = figureAt(report, 'outOfTime.model.rocAuc') !== null;
  const recency = later ? 'outOfTime.recency' : 'baselines.recency.test';
  const interval = later ? 'outOfTime.model.intervals.rocAuc' : 'intervals.rocAuc';
  const low = figureAt(report, `${interval}.low`);
  const high = figureAt(report, `${interval}.high`);
  const between = low === null || high === null ? '' : ` (95 % ${low.toFixed(3)} to ${high.toFixed(3)})`;
  const auc = figureAt(report, `${later ? 'outOfTime.model' : 'metrics.test'}.rocAuc`);
  return [
    ...shown(later ? 'AUC on later days' : 'AUC', auc).map((figure) => `${figure}${between}`),
    ...shown('recency alone', figureAt(report, `${recency}.rocAuc`)),
    ...shown('best reachable (synthetic)', figureAt(report, 'bestReachable.auc')),
  ].join(', ');
}

/** Recall of the recommender beside that of recommending what is popular. */
export function recommenderFigures(report: unknown): string {
  return [
    ...shown(
      `recall@${figureAt(report, 'evaluation.model.k') ?? ''}`,
      figureAt(report, 'evaluation.model.recall'),
    ),
    ...shown('popularity', figureAt(report, 'evaluation.popularity.recall')),
  ].join(', ');
}
