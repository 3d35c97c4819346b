import { ServiceProblem, ServiceUnreachable } from '#clients';

/** One sentence that says what happened and what to do. */
export function errorSentence(error: unknown): string {
  if (error instanceof ServiceUnreachable) {
    return (
      `The ingest service at ${error.url} does not answer (${error.reason}): is it running? ` +
      'Start it with npm start.'
    );
  }
  if (error instanceof ServiceProblem) {
    return error.status === 401 || error.status === 403
      ? 'The service does not take this key for loading: give its admin key with --key.'
      : `The service refused (status ${error.status}): ${error.detail}`;
  }
  return `Loading failed: ${String(error)}`;
}
