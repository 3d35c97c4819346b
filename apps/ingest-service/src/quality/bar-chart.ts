import { escaped, svg } from '../pages/markup.js';

export interface Bar {
  label: string;
  /** Parts of the bar, from the bottom up, in the order of the chart's series. */
  values: number[];
}

const COLOURS = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#999999'];
const HEIGHT = 150;
const LEFT = 64;
const TOP = 40;

/** Draws stacked bars; each tells its numbers when it is pointed at. Series beyond the seventh share the last colour. */
export function barChart(title: string, series: string[], bars: Bar[]): string {
  const totals = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(1, ...totals);
  const step = Math.max(6, Math.min(48, Math.floor(880 / Math.max(1, bars.length))));
  const width = Math.max(480, LEFT + bars.length * step + 20);
  const every = Math.ceil(72 / step);
  const drawn = bars.map(({ label, values }, at) => {
    const x = LEFT + at * step;
    let y = TOP + HEIGHT;
    const parts = values.map((value, of) => {
      const height = (HEIGHT * value) / most;
      y -= height;
      return value === 0
        ? ''
        : `<rect x="${x}" y="${y.toFixed(1)}" width="${step - 2}" height="${height.toFixed(1)}" fill="${colourOf(of)}"/>`;
    });
    const told = values.map((value, of) => `${series[of]} ${value.toLocaleString('en')}`).join(', ');
    const name = at % every === 0 ? `<text x="${x}" y="${TOP + HEIGHT + 16}">${escaped(label)}</text>` : '';
    return `<g><title>${escaped(`${label}: ${told}`)}</title>${parts.join('')}</g>${name}`;
  });
  const legend = series.map(
    (name, of) =>
      `<rect x="${LEFT + of * 150}" y="22" width="10" height="10" fill="${colourOf(of)}"/>` +
      `<text x="${LEFT + 14 + of * 150}" y="31">${escaped(name)}</text>`,
  );
  return svg(
    Math.max(width, LEFT + series.length * 150),
    TOP + HEIGHT + 28,
    title,
    `<text x="8" y="15" font-size="13">${escaped(title)}</text>${legend.join('')}` +
      `<text x="${LEFT - 6}" y="${TOP + 8}" text-anchor="end">${most.toLocaleString('en')}</text>` +
      `<text x="${LEFT - 6}" y="${TOP + HEIGHT}" text-anchor="end">0</text>${drawn.join('')}`,
  );
}

function colourOf(series: number): string {
  return COLOURS[Math.min(series, COLOURS.length - 1)]!;
}
