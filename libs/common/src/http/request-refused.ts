/**
 * A request that HTTP itself refuses, before or without any handler: a wrong method, a body of another type,
 * too many requests. What a handler finds wrong is a DomainError.
 */
export class RequestRefused extends Error {
  /**
   * @param code stable and machine-readable
   * @param message one sentence for the caller: what is wrong and what to do
   * @param headers of the answer, such as Allow
   */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
