import { ERRORS } from '../../data/models.js';
import type { ChurnReport, MeasureName, VersionDetail } from '../../data/models.js';
import { count, measure } from '../../format/numbers.js';
import { Records } from '../../parts/records.js';
import { ReportSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';
import { sameUsersTexts } from '../../texts/reports.js';

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
      empty={words.detail.noMeasures}
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

/** The gain of a churn version over the one that was live when it was trained, on users that neither learned from. */
export function SameUsers({ champion }: { champion: NonNullable<ChurnReport['champion']> }) {
  const { version, users, gain, notComparedBecause } = champion;
  const title = sameUsersTexts.title(version);
  if (gain === null)
    return <ReportSection title={title} note={sameUsersTexts.notCompared(notComparedBecause)} />;
  return <ReportSection title={title} note={sameUsersTexts.note(count(users))} rows={[gain]} />;
}

/** The comparison of two versions, where one was live when the other was trained. */
export function comparisonOf(one: VersionDetail, other: VersionDetail): ChurnReport['champion'] {
  const of = (version: VersionDetail, beside: VersionDetail) => {
    const champion = version.reports.churn?.champion;
    return champion?.version === beside.version ? champion : null;
  };
  return of(one, other) ?? of(other, one);
}
