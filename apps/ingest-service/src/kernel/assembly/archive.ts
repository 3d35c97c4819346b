/** The archive that is being read. */
export let kind: u32 = 0;
/** Days since 2000-01-01. */
export let day: i32 = 0;
export let archiveId: i32 = 0;
/** Among the archives of the day in the order of their names, from 1 on. */
export let rank: u32 = 0;
/** Its events count with their songs. */
export let countsSongs: bool = true;
/** Rules of which no further masked line is wanted; a line that needs another one is left to the caller. */
export let sampledRepairs: u32 = 0;
let sampleLimit: f64 = 0;
let sampleSeed: u32 = 0;

/** Kinds of archives; 2 is a search. */
export const PLAY: u32 = 0;
export const DOWNLOAD: u32 = 1;

export function openArchive(
  newKind: u32,
  newDay: i32,
  newArchiveId: i32,
  newRank: u32,
  newCountsSongs: bool,
  newSampleLimit: f64,
  newSampleSeed: u32,
): void {
  kind = newKind;
  day = newDay;
  archiveId = newArchiveId;
  rank = newRank;
  countsSongs = newCountsSongs;
  sampleLimit = newSampleLimit;
  sampleSeed = newSampleSeed;
  sampledRepairs = 0;
}

export function setSampledRepairs(repairs: u32): void {
  sampledRepairs = repairs;
}

/** Whether the user belongs to the sample; the hash is that of `isInSample`. */
// @ts-ignore: decorator
@inline
export function isWanted(userId: i64): bool {
  return sampleLimit >= 4294967296.0 || <f64>sampleHash(userId) < sampleLimit;
}

function sampleHash(userId: i64): u32 {
  return mixed(mixed(mixed(sampleSeed ^ 0x9e3779b9) ^ <u32>(userId >> 32)) ^ <u32>userId);
}

/** The finaliser of MurmurHash3 without its last two steps. */
function mixed(h: u32): u32 {
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}
