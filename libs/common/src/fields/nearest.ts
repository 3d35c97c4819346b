/** Of which half of the pairs of letters, or more, are in `name`; null: of none. */
function nearestOf(known: Iterable<string>, name: string): string | null {
  const pairsOf = (text: string) => Array.from(text.slice(1), (letter, i) => text.charAt(i) + letter);
  const given = new Set(pairsOf(name.toLowerCase()));
  let [nearest, most]: [string | null, number] = [null, 0.5];
  for (const one of known) {
    const pairs = pairsOf(one.toLowerCase());
    const share = pairs.filter((pair) => given.has(pair)).length / pairs.length;
    if (share >= most) [nearest, most] = [one, share];
  }
  return nearest;
}

/** The end of the sentence that refuses a name; empty where no known one is like it. */
export function nearestHint(known: Iterable<string>, name: string): string {
  const nearest = nearestOf(known, name);
  return nearest === null ? '' : `; the nearest known one is ${nearest}`;
}
