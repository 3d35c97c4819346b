import type { NextReportDto } from '../evaluation/next-report.dto.js';
import { MOST_SPACING } from '../model/serving-rule.js';
import type { CoPlays } from './co-plays.js';
import type { Sessions } from './sessions.repository.js';

/** Share of plays that may break a spacing of singers that is the default. */
const MOST_BREAKS = 0.1;

/** How soon listeners hear a singer again within a session, by plays of songs whose singers are known. */
export function singerHabit(
  { heard, starts }: Sessions,
  coPlays: CoPlays,
): Pick<NextReportDto, 'sameSinger' | 'singerSpacing'> {
  const breaks = new Int32Array(MOST_SPACING + 1);
  let plays = 0;
  const singersAt = (at: number): Int32Array => coPlays.singersOf(coPlays.rows[heard[at]!]!);
  for (let session = 0; session + 1 < starts.length; session++) {
    for (let at = starts[session]! + 1; at < starts[session + 1]!; at++) {
      const singers = singersAt(at);
      if (singers.length === 0) continue;
      plays++;
      const first = Math.max(starts[session]!, at - MOST_SPACING + 1);
      for (let before = at - 1; before >= first; before--) {
        if (!singersAt(before).some((singer) => singers.includes(singer))) continue;
        for (let spacing = at - before + 1; spacing <= MOST_SPACING; spacing++) breaks[spacing]! += 1;
        break;
      }
    }
  }
  if (plays === 0) return { sameSinger: null, singerSpacing: MOST_SPACING };
  let singerSpacing = MOST_SPACING;
  while (breaks[singerSpacing]! > MOST_BREAKS * plays) singerSpacing--;
  return { sameSinger: breaks[MOST_SPACING]! / plays, singerSpacing };
}
