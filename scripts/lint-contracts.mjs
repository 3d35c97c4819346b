// Lints the stored API documents by the rules of redocly.yaml; fails on errors, prints warnings too. The library comes
// with openapi-typescript, which the build needs; the command line of the same name would be another 15 MB.
import { formatProblems, getTotals, lint, loadConfig } from '@redocly/openapi-core';
import { inRoot } from './bootstrap/paths.mjs';

const config = await loadConfig({ configPath: inRoot('redocly.yaml') });
for (const service of ['ingest', 'churn', 'recommender']) {
  const ref = inRoot('test', 'contracts', `${service}-service.openapi.json`);
  const problems = await lint({ ref, config });
  const totals = getTotals(problems);
  formatProblems(problems, { format: 'summary', totals, version: '' });
  if (totals.errors > 0) process.exitCode = 1;
}
