/** What writers of lakes leave beside their data, by the names of files and folders. */
export const PASSED_OVER = [
  ...['_*', '*.crc', '*.tmp', '*.inprogress*', '*._COPYING_'],
  ...['*.md5', '*.sha1', '*.sha256', '*.sha512', 'README', 'README.*'],
];
/** Also where a setting does not name them: files that arrive are hidden until they are whole. */
const HIDDEN = '.*';
/** The reason of files without bytes. */
export const WITHOUT_BYTES = 'empty';

/** The reason of links to files that the load holds. */
export const LINK = 'link';

/** Files, folders and objects that a load passed over, by the pattern of their names, `empty` or `link`. */
export type PassedOver = Record<string, number>;

/** The patterns of a text, between which are commas or blanks. */
export function patternsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((pattern) => pattern !== '');
}

/** Whether a name is like a pattern, in which each * is any text. */
export function isNamedLike(pattern: string, name: string): boolean {
  const [first, ...parts] = pattern.split('*') as [string, ...string[]];
  const last = parts.pop();
  if (last === undefined) return name === pattern;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.startsWith(first) && name.endsWith(last) && at + last.length <= name.length;
}

/** The pattern, in any case, by which a file or folder of this name is passed over; null: it is not. */
export function passedOverBy(name: string, patterns: readonly string[]): string | null {
  const small = name.toLowerCase();
  return [HIDDEN, ...patterns].find((pattern) => isNamedLike(pattern.toLowerCase(), small)) ?? null;
}

export function countPassedOver(counts: PassedOver, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
