/** Text made safe for HTML and SVG. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Colours that people with any kind of colour vision can tell apart (Okabe and Ito 2008), and a grey. */
const SERIES_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999'];

const WIDTH = 640;
const HEIGHT = 300;
const MARGIN = { left: 56, right: 16, top: 40, bottom: 48 };

/** 20,000 as 20K. */
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** The area inside the axes. */
export const PLOT = {
  left: MARGIN.left,
  right: WIDTH - MARGIN.right,
  top: MARGIN.top,
  bottom: HEIGHT - MARGIN.bottom,
};

/** The width of a plot whose area inside the axes has this one. */
export function widthAround(area: number): number {
  return MARGIN.left + area + MARGIN.right;
}

/** A number as an axis shows it. */
export function label(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e4 && size < 1e12) return COMPACT.format(value);
  return size >= 1e12 || size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** About five round values from `low` to `high`, both within the last and first. */
export function ticks(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

/** An SVG image with title, legend and horizontal lines of a y axis from 0 or `low`; `yOf` gives the height of a value. */
export function frame(
  title: string,
  series: string[],
  y: { label: string; ticks: number[]; yOf: (value: number) => number },
  content: string,
  width = WIDTH,
): string {
  const lines = y.ticks.map((value) => {
    const at = y.yOf(value).toFixed(1);
    return (
      `<line x1="${PLOT.left}" x2="${width - MARGIN.right}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
      `<text x="${PLOT.left - 6}" y="${at}" dy="0.32em" text-anchor="end">${label(value)}</text>`
    );
  });
  const middle = (PLOT.top + PLOT.bottom) / 2;
  const names = legend(series);
  const whole = Math.ceil(Math.max(width, names.right));
  const scrolls = whole > WIDTH ? ` style="min-width:${whole}px"` : '';
  return (
    `<svg viewBox="0 0 ${whole} ${HEIGHT}"${scrolls} role="img" aria-label="${escapeText(title)}" font-family="sans-serif" font-size="11">` +
    `<text x="${PLOT.left}" y="14" font-size="13" font-weight="bold">${escapeText(title)}</text>` +
    names.drawing +
    lines.join('') +
    `<text transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${escapeText(y.label)}</text>` +
    `${content}</svg>`
  );
}

function legend(series: string[]): { drawing: string; right: number } {
  let at = PLOT.left;
  const drawing = series
    .map((name, n) => {
      const here = at;
      at += 24 + 6.5 * name.length;
      return (
        `<rect x="${here}" y="22" width="10" height="10" fill="${colourOf(n)}"/>` +
        `<text x="${here + 14}" y="31">${escapeText(name)}</text>`
      );
    })
    .join('');
  return { drawing, right: at };
}

export function colourOf(series: number): string {
  return SERIES_COLOURS[series % SERIES_COLOURS.length]!;
}
