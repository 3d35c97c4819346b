import { ERRORS } from '../../data/models.js';
import type { MeasureName, VersionDetail } from '../../data/models.js';
import { measure } from '../../format/numbers.js';
import { Records } from '../../parts/records.js';
import { texts } from '../../texts.js';

const words = texts.models;

/** Measures of one version with their intervals, or of two next to each other with the difference. */
export function MeasureTable({ versions }: { versions: readonly [VersionDetail, VersionDetail?] }) {
  const [first, second] = versions;
  const of = ({ measures }: VersionDetail, name: MeasureName) => {
    const { value = null, low = null, high = null } = measures.find((one) => one.name === name) ?? {};
    return { value, low, high };
  };
  return (
    <Records
      rows={first.measures.map(({ name, value }) => ({
        metric: words.measures[name],
        [words.version(first.version)]: of(first, name),
        ...(second !== undefined && {
          [words.version(second.version)]: of(second, name),
          difference: gain(name, value, of(second, name).value),
        }),
      }))}
    />
  );
}

/** The first minus the second, and which of them is better. */
function gain(name: MeasureName, first: number | null, second: number | null): string | null {
  if (first === null || second === null) return null;
  const isBetter = first > second !== ERRORS.includes(name);
  const verdict = first === second ? words.same : isBetter ? words.better : words.worse;
  return `${measure(first - second)} ${verdict}`;
}
