import { TreeExplainer, binTable, ensembleProbabilities, trainBoosting, trainForest } from '#ml';
import { churnTable } from './churn-table.js';

/** One thread: seconds for 58,000 predictions, milliseconds for one explanation, by model. */
export function measurePrediction(): object[] {
  const { x, labels } = churnTable(2017, 58_000);
  const table = binTable(x);
  const models = {
    'boosting, 500 trees': trainBoosting({ table, labels, options: { trees: 500 } }).ensemble,
    'boosting, 100 trees': trainBoosting({ table, labels, options: { trees: 100 } }).ensemble,
    'forest, 300 trees of 5 rows a leaf': trainForest({ table, labels, options: { minLeafRows: 5 } }),
    'forest, 300 trees of 50 rows a leaf': trainForest({ table, labels, options: { minLeafRows: 50 } }),
  };
  return Object.entries(models).map(([model, ensemble]) => {
    const explainer = new TreeExplainer(ensemble);
    const explained = ensemble.feature.length > 500_000 ? 20 : 2000;
    const outputs = [0, 1].map(() => {
      const began = performance.now();
      ensembleProbabilities(ensemble, x);
      return (performance.now() - began) / 1000;
    });
    const row = (i: number) => x.values.subarray(i * x.columns, (i + 1) * x.columns);
    explainer.explain(row(0));
    const began = performance.now();
    for (let i = 0; i < explained; i++) explainer.explain(row(i));
    const explainMs = (performance.now() - began) / explained;
    return { model, nodes: ensemble.feature.length, predictSeconds: Math.min(...outputs), explainMs };
  });
}
