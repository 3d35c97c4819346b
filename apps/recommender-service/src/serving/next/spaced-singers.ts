/**
 * The first songs of a ranking such that no singer is twice in any `spacing` places: each place gets the best song
 * that is left and fits. Fewer where none fits.
 * @param singersOf ids, none where they are not known. @param before singers of the songs before the first place.
 */
export function spacedSingers<Song>(
  ranked: readonly Song[],
  singersOf: (song: Song) => readonly string[],
  before: readonly (readonly string[])[],
  { spacing, limit }: { spacing: number; limit: number },
): Song[] {
  const left = [...ranked];
  const heard = [...before];
  const listed: Song[] = [];
  while (listed.length < limit) {
    const near = new Set(spacing === 1 ? [] : heard.slice(1 - spacing).flat());
    const at = left.findIndex((song) => singersOf(song).every((singer) => !near.has(singer)));
    if (at === -1) break;
    const [song] = left.splice(at, 1) as [Song];
    heard.push(singersOf(song));
    listed.push(song);
  }
  return listed;
}
