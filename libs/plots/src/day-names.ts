/** How days are written: as the reader's language does, where that is known. */
export interface DayNames {
  /** @param iso such as 2017-03-30 */
  day(iso: string): string;
  month(iso: string): string;
}

export const ISO_DAYS: DayNames = { day: (iso) => iso, month: (iso) => iso.slice(0, 7) };
