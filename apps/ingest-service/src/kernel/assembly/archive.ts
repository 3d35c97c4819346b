/** The archive that is being read. */
export let kind: u32 = 0;
/** Days since 2000-01-01. */
export let day: i32 = 0;
export let archiveId: i32 = 0;
/** Among the archives of the day in the order of their names, from 1 on. */
export let rank: u32 = 0;
/** Rules of which no further masked line is wanted; a line that needs another one is left to the caller. */
export let sampledRepairs: u32 = 0;

/** Kinds of archives; 2 is a search. */
export const PLAY: u32 = 0;
export const DOWNLOAD: u32 = 1;

export function openArchive(
  newKind: u32,
  newDay: i32,
  newArchiveId: i32,
  newRank: u32,
): void {
  kind = newKind;
  day = newDay;
  archiveId = newArchiveId;
  rank = newRank;
  sampledRepairs = 0;
}

export function setSampledRepairs(repairs: u32): void {
  sampledRepairs = repairs;
}
