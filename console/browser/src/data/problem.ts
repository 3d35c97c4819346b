import type { ServiceName } from './contracts.js';
import { texts } from '../texts.js';

/** A refusal, or no answer at all; `code` is stable, `detail` is a sentence for people. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** 0 when nothing answered. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    /** Whose refusal it is; null for the console's own. */
    readonly service: ServiceName | null,
    readonly errors: readonly string[] = [],
  ) {
    super(detail);
  }
}

export async function problemOf(response: Response, service: ServiceName | null): Promise<Problem> {
  const body: unknown = await response.json().catch(() => ({}));
  const { code, detail, errors } = body as { code?: string; detail?: string; errors?: string[] };
  const said = detail ?? texts.problems.unexplained(response.status);
  return new Problem(response.status, code ?? `http_${response.status}`, said, service, errors);
}

/** The console's own server is gone. */
export function consoleAway(): Problem {
  return new Problem(0, 'console_away', texts.problems.consoleAway, null);
}
