import { SIZES } from './sizes.js';

/** For use in HTML and SVG. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Shares of the font size, those of a wide sans-serif font: a plot is drawn before anybody knows which font
 * will be there.
 */
const NARROW = /[iljtfrI.,:;|!'`()[\] \-/]/;
const BROAD = /[mwMW@%&]/;
const WHOLE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3ffff}—…]/u;

function shareOf(letter: string): number {
  if (WHOLE.test(letter)) return 1.05;
  if (BROAD.test(letter)) return 1;
  if (NARROW.test(letter)) return 0.45;
  return /[a-z0-9]/.test(letter) ? 0.66 : 0.8;
}

/** What a text takes at most, in pixels. */
export function widthOf(text: string, size: number = SIZES.text): number {
  let shares = 0;
  for (const letter of text) shares += shareOf(letter);
  return shares * size;
}

/** The text, or its beginning where it is wider than `width`. */
export function shortened(text: string, width: number, size: number = SIZES.text): string {
  if (widthOf(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size) > width) letters.pop();
  return letters.length === 0 ? '' : `${letters.join('').trimEnd()}…`;
}

/** Lines of words and of parts behind a hyphen, each within `width`; what is left over behind the last is cut off. */
export function wrapped(text: string, width: number, most: number, size: number = SIZES.text): string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=[ _-])/)) {
    const longer = (lines.at(-1) ?? '') + part;
    if (lines.length === 0 || (widthOf(longer.trimEnd(), size) > width && lines.length < most))
      lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => shortened(line.trimEnd(), width, size));
}

interface PlacedText {
  x: number;
  /** Of the base line. */
  y: number;
  anchor?: 'start' | 'middle' | 'end';
  /** title: larger and strong; strong: of the same size. */
  look?: 'title' | 'strong';
}

export function drawText(text: string, { x, y, anchor = 'start', look }: PlacedText): string {
  if (text === '') return '';
  const named = look === undefined ? '' : ` class="${look}"`;
  return `<text${named} x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escapeText(text)}</text>`;
}
