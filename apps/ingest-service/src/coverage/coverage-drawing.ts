import { lookOf } from '#common';
import { coverageCalendar } from '#plots';
import type { CoverageDto } from './coverage.dto.js';

/** The calendar as a file of its own, with its colours in it. */
export function coverageDrawing(coverage: CoverageDto): string {
  const { svg } = coverageCalendar(coverage);
  const behindDescription = svg.indexOf('<desc>');
  return `${svg.slice(0, behindDescription)}<style>${lookOf('tokens', 'plots')}</style>${svg.slice(behindDescription)}`;
}
