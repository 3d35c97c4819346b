/** version, trace id, parent id, flags; later versions may add more after another dash (W3C Trace Context). */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The trace id of a `traceparent` header; undefined for anything else: then the sender does not trace, and no id is made up. */
export function traceIdOf(traceparent: string | string[] | undefined): string | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, more] = TRACEPARENT.exec(traceparent) ?? [];
  return more !== undefined && traceparent.startsWith('00') ? undefined : traceId;
}
