import { traceIdOf } from './request-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('traceIdOf', () => {
  it.each([
    ['the version of today', `00-${TRACE}-${PARENT}-01`],
    ['not sampled', `00-${TRACE}-${PARENT}-00`],
    ['a later version that says more', `01-${TRACE}-${PARENT}-01-more`],
  ])('takes %s', (_what, header) => {
    expect(traceIdOf(header)).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    TRACE,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01-more`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${PARENT}-01"}\n{"level":"error`,
    [`00-${TRACE}-${PARENT}-01`],
  ])('takes nothing from %j', (header) => {
    expect(traceIdOf(header)).toBeUndefined();
  });
});
