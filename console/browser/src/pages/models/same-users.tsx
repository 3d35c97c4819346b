import type { ChurnReport, VersionDetail } from '../../data/models.js';
import { count } from '../../format/numbers.js';
import { ReportSection } from '../../parts/report-section.js';
import { sameUsersTexts } from '../../texts/reports.js';

const words = sameUsersTexts;

/** The gain of a churn version over the one that was live when it was trained, on users that neither learned from. */
export function SameUsers({ champion }: { champion: NonNullable<ChurnReport['champion']> }) {
  const { version, users, gain, notComparedBecause } = champion;
  const title = words.title(version);
  if (gain === null) return <ReportSection title={title} note={words.notCompared(notComparedBecause)} />;
  return <ReportSection title={title} note={words.note(count(users))} rows={[gain]} />;
}

/** The comparison of two versions, where one was live when the other was trained. */
export function comparisonOf(one: VersionDetail, other: VersionDetail): ChurnReport['champion'] {
  const of = (version: VersionDetail, beside: VersionDetail) => {
    const champion = version.reports.churn?.champion;
    return champion?.version === beside.version ? champion : null;
  };
  return of(one, other) ?? of(other, one);
}
