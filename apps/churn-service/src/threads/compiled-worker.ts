/** A thread loads compiled JavaScript only: where this file is TypeScript, under Jest, that lies in dist/. */
const SOURCE = new URL(
  import.meta.url.endsWith('.ts') ? '../../../../dist/apps/churn-service/src/' : '../',
  import.meta.url,
);

/** The compiled worker at `path` below src, for instance `training/train-churn.worker.js`. */
export function compiledWorker(path: string): URL {
  return new URL(path, SOURCE);
}
