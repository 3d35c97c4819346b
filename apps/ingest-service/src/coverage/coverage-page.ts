import { htmlPage, htmlTable } from '../pages/markup.js';
import { coverageCalendar } from './coverage-calendar.js';
import type { CoverageDto } from './coverage.dto.js';

/** The calendar with every hole in words below it. */
export function coveragePage(coverage: CoverageDto): string {
  const holes = coverage.days.filter(({ reason }) => reason !== null);
  const list =
    holes.length === 0
      ? '<p>No holes.</p>'
      : htmlTable(
          ['Day', 'Kind', 'What is not there'],
          holes.map(({ day, kind, reason }) => [day, kind, reason!]),
        );
  return htmlPage(
    'Coverage',
    `<p>What is loaded of each day, beside what the 7 days before and after make expect. A hole is not behaviour.</p>
<figure>${coverageCalendar(coverage)}</figure>
<h2>${holes.length} holes</h2>
${list}`,
    coverage.synthetic,
  );
}
