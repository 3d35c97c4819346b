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
      'What is loaded of each day, compared with the 7 days before and after. A hole is missing data, not missing activity.',
    ],
    sections:
      coverage.days.length === 0
        ? [{ heading: 'Calendar', paragraphs: ['No logs are loaded for these days.'] }]
        : [
            { heading: 'Calendar', figures: [coverageCalendar(coverage)] },
            {
              heading: `Holes: ${holes.length}`,
              ...(holes.length === 0
                ? { paragraphs: ['No holes.'] }
                : {
                    table: {
                      columns: ['day', 'kind', 'what is missing'],
                      rows: holes.map(({ day, kind, reason }) => [day, kind, reason]),
                    },
                  }),
            },
          ],
  });
}
