import { barChart } from './bar-chart.js';
import { htmlPage } from './html-page.js';
import { lineChart } from './line-chart.js';
import { ticks } from './plot-frame.js';
import { rowChart } from './row-chart.js';

/** Every element that is opened is closed in order; void and self-closed ones aside. */
function isBalanced(markup: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, selfClosed] of markup.matchAll(/<(\/?)([a-z0-9]+)[^<>]*?(\/?)>/gi)) {
    if (name === 'meta' || selfClosed === '/') continue;
    if (closing === '') open.push(name!);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

const bars = barChart({
  title: 'NDCG <by> k',
  yLabel: 'NDCG',
  series: ['als', 'popular & co'],
  groups: [
    { name: '10', values: [{ value: 0.4, low: 0.3, high: 0.5 }, null] },
    { name: '20', values: [{ value: 0.2 }, { value: 0 }] },
  ],
});

const days = Array.from({ length: 200 }, (_, n) => `day ${n}`);
const stacked = barChart({
  title: 'Lines by day',
  yLabel: 'lines',
  series: ['events', 'rejected'],
  groups: days.map((name) => ({ name, values: [{ value: 30_000 }, { value: 10_000 }] })),
  isStacked: true,
});

describe('ticks', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0.083, [0, 0.02, 0.04, 0.06, 0.08]],
    [-3, 7, [-2, 0, 2, 4, 6]],
    [5, 5, [5]],
  ])('from %d to %d are round', (low, high, expected) => {
    expect(ticks(low, high)).toEqual(expected);
  });
});

describe('charts', () => {
  it('draw a bar for every value, scaled to the highest, with a whisker where there is an interval', () => {
    expect(isBalanced(bars)).toBe(true);
    const heights = [...bars.matchAll(/<rect [^>]*height="([\d.]+)" fill="#[0-9a-f]+"><title>/g)].map(
      ([, h]) => Number(h),
    );
    // The plot is 212 high and its top is 0.5.
    expect(heights).toEqual([169.6, 84.8, 0]);
    expect(bars.match(/stroke="#333"/g)).toHaveLength(1);
  });

  it('stack the values of a group on request: the second begins where the first ends', () => {
    expect(isBalanced(stacked)).toBe(true);
    const [first, second] = [
      ...stacked.matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" [^>]*height="([\d.]+)" fill="#[0-9a-f]+"><title>/g,
      ),
    ].map(([, ...numbers]) => numbers.map(Number) as [number, number, number]) as [
      [number, number, number],
      [number, number, number],
    ];
    expect(first).toEqual([expect.any(Number), 93, 159]);
    expect(second).toEqual([first[0], 40, 53]);
    expect(stacked).toContain('day 0, rejected: 10,000</title>');
    expect(stacked).toContain('>40K<');
  });

  it('grow to the right where groups are many, and name those that have room', () => {
    const width = Number(/viewBox="0 0 (\d+) /.exec(stacked)![1]);
    expect(width).toBeGreaterThan(1_400);
    const names = stacked.match(/text-anchor="middle">day \d+</g)!;
    expect(names.length).toBeGreaterThan(20);
    expect(names.length * 7 * 6).toBeLessThan(width);
    expect(bars).toContain('viewBox="0 0 640 300" role');
    const longNames = Array.from({ length: 7 }, (_, n) => `a reason with a long name ${n}`);
    const wide = barChart({ title: 't', yLabel: 'y', series: longNames, groups: [] });
    expect(Number(/viewBox="0 0 (\d+) /.exec(wide)![1])).toBeGreaterThan(1_000);
    expect(wide).toMatch(/style="min-width:\d+px"/);
  });

  it('escape every text', () => {
    expect(bars).toContain('NDCG &#60;by&#62; k');
    expect(bars).toContain('popular &#38; co');
  });

  it('draw lines from the left to the right end, on a linear or logarithmic axis', () => {
    const points = [
      { x: 0.01, y: 1 },
      { x: 0.1, y: 2 },
      { x: 1, y: 3 },
    ];
    const of = (xIsLogarithmic: boolean) =>
      /points="([^"]+)"/.exec(
        lineChart({ title: 't', xLabel: 'x', yLabel: 'y', xIsLogarithmic, series: [{ name: 'a', points }] }),
      )![1];
    expect(of(true)).toBe('56.0,252.0 340.0,146.0 624.0,40.0');
    expect(of(false)).toBe('56.0,252.0 107.6,146.0 624.0,40.0');
  });

  it('name the days of a time axis, whole ones only, and draw a point that stands alone', () => {
    const day = Date.parse('2017-05-12') / 86_400_000;
    const chart = (points: { x: number; y: number }[]) =>
      lineChart({ title: 't', xLabel: 'x', yLabel: 'y', xIsDay: true, series: [{ name: 'a', points }] });
    const days = chart([
      { x: day, y: 1 },
      { x: day + 10, y: 2 },
    ]);
    expect(days.match(/>2017-05-\d\d</g)).toEqual([
      '>2017-05-12<',
      '>2017-05-14<',
      '>2017-05-16<',
      '>2017-05-18<',
      '>2017-05-20<',
      '>2017-05-22<',
    ]);
    const one = chart([{ x: day, y: 1 }]);
    expect(one.match(/>2017-05-\d\d</g)).toEqual(['>2017-05-12<']);
    expect(one).toContain('<circle');
  });

  it('draw a single point and no point at all', () => {
    for (const points of [[], [{ x: 1, y: 5 }]]) {
      const chart = lineChart({ title: 't', xLabel: 'x', yLabel: 'y', series: [{ name: 'a', points }] });
      expect(isBalanced(chart)).toBe(true);
      expect(chart).not.toContain('NaN');
    }
  });
});

describe('rowChart', () => {
  const chart = rowChart({
    title: 'Weights <1>',
    xLabel: 'log-odds',
    rows: [
      { name: 'days & more', value: 2, low: 1, high: 3 },
      { name: 'plays', value: -1 },
    ],
  });

  it('draws a bar to each side of 0, a whisker where there is an interval, and escapes every text', () => {
    expect(isBalanced(chart)).toBe(true);
    const bars = [...chart.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map(([, x, width]) => [
      Number(x),
      Number(width),
    ]) as [[number, number], [number, number]];
    // The axis runs from -1 to 3: the bar of 2 begins where that of -1 ends, and is twice as wide.
    expect(bars[1][0] + bars[1][1]).toBeCloseTo(bars[0][0], 0);
    expect(bars[0][1] / bars[1][1]).toBeCloseTo(2, 2);
    expect(chart.match(/stroke="#333"/g)).toHaveLength(1);
    expect(chart).toContain('days &#38; more');
  });

  it('draws nothing but its frame without rows', () => {
    const empty = rowChart({ title: 't', xLabel: 'x', rows: [] });
    expect(isBalanced(empty)).toBe(true);
    expect(empty).not.toMatch(/NaN|Infinity/);
  });
});

describe('names of days', () => {
  const days = Array.from({ length: 10 }, (_, k) => `2017-05-${10 + k}`);
  const named = (chart: string) => chart.match(/>2017-05-\d\d<\/text>/g)!.length;

  it('are left out where they have no room, if they follow from one another', () => {
    const groups = days.map((name) => ({ name, values: [{ value: 1 }] }));
    const chart = { title: 't', yLabel: 'y', series: ['a'], groups };
    expect(named(barChart(chart))).toBe(10);
    expect(named(barChart({ ...chart, isSequence: true }))).toBe(5);
  });

  it('are not cut off at the right end', () => {
    const points = [0, 20].map((k) => ({ x: Date.parse('2017-05-10') / 86_400_000 + k, y: k }));
    const chart = lineChart({
      title: 't',
      xLabel: 'x',
      yLabel: 'y',
      xIsDay: true,
      series: [{ name: 'a', points }],
    });
    expect(chart).toContain('text-anchor="end">2017-05-29</text>');
    expect(chart).toContain('text-anchor="middle">2017-05-24</text>');
  });
});

describe('htmlPage', () => {
  it('links to its neighbours', () => {
    const page = htmlPage('t', [], [], [{ text: 'a & b', href: '../x?y="' }]);
    expect(page).toContain('<nav><a href="../x?y=&#34;">a &#38; b</a></nav>');
    expect(isBalanced(page.replace('<!doctype html>', ''))).toBe(true);
    expect(htmlPage('t', [], [])).not.toContain('<nav>');
  });

  it('holds sections with tables and figures, and escapes texts', () => {
    const page = htmlPage(
      'A <title>',
      ['<note>'],
      [
        {
          heading: 'One',
          paragraphs: ['a & b'],
          table: { columns: ['x', 'y'], rows: [['<b>', 1]] },
          figures: [bars],
        },
      ],
    );
    expect(isBalanced(page.replace('<!doctype html>', ''))).toBe(true);
    expect(page).toContain('<td class="short">&#60;b&#62;</td><td class="short">1</td>');
    expect(page).not.toContain('<note>');
    expect(page).not.toMatch(/<script|https?:/);
  });
});
