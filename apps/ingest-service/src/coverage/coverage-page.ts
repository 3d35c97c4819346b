import { htmlPage } from '#common';
import { coverageCalendar } from '#plots';
import type { CoverageDto } from './coverage.dto.js';

/** The calendar, with every hole in words below it. */
export function coveragePage(coverage: CoverageDto): string {
  const holes = coverage.days.filter(({ reason }) => reason !== null);
  return htmlPage({
    title: 'Coverage',
    synthetic: coverage.synthetic,
    notes: [
      'What is loaded of each day, beside what the 7 days before and after make expect. A hole is not behaviour.',
    ],
    sections:
      coverage.days.length === 0
        ? [{ heading: 'Calendar', paragraphs: ['Nothing is loaded of these days.'] }]
        : [
            { heading: 'Calendar', figures: [coverageCalendar(coverage)] },
            {
              heading: `Holes: ${holes.length}`,
              ...(holes.length === 0
                ? { paragraphs: ['Everything that is expected is there.'] }
                : {
                    table: {
                      columns: ['day', 'kind', 'what is not there'],
                      rows: holes.map(({ day, kind, reason }) => [day, kind, reason]),
                    },
                  }),
            },
          ],
  });
}
