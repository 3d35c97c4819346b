import { barChart, coverageCalendar, lineChart, rowChart } from './index.js';
import type { BarChart, Plot } from './index.js';
import { ticks } from './numbers.js';

/** Every element that is opened is closed in order; self-closed ones aside. */
function isBalanced(markup: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, selfClosed] of markup.matchAll(/<(\/?)([a-z0-9]+)[^<>]*?(\/?)>/gi)) {
    if (selfClosed === '/') continue;
    if (closing === '') open.push(name!);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

const BARS: BarChart = {
  title: 'NDCG <by> k',
  yLabel: 'NDCG',
  series: ['als', 'popular & co'],
  groups: [
    { name: '10', values: [0.5, null] },
    { name: '20', values: [0.2, 0] },
  ],
};
const bars = barChart(BARS);
const days = Array.from({ length: 200 }, (_, n) => `day ${n}`);
const stacked = barChart({
  title: 'Lines by day',
  yLabel: 'lines',
  series: ['events', 'rejected'],
  groups: days.map((name) => ({ name, values: [30_000, 10_000] })),
  isStacked: true,
});
const lines = (points: { x: number; y: number }[], more = {}): Plot =>
  lineChart({ title: 't', xLabel: 'x', yLabel: 'y', series: [{ name: 'a', points }], ...more });
const shownIn = ({ svg }: Plot): string[] =>
  Array.from(svg.matchAll(/<text [^>]*>([^<]*)/g), ([, text]) => text!);
const rects = ({ svg }: Plot): { x: number; y: number; width: number; height: number }[] =>
  [
    ...svg.matchAll(
      /<rect class="s\d f" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"><title>/g,
    ),
  ].map(([, ...numbers]) => {
    const [x, y, width, height] = numbers.map(Number) as [number, number, number, number];
    return { x, y, width, height };
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

describe('bars', () => {
  it('are drawn for every value, scaled to the highest', () => {
    const [first, second, none] = rects(bars);
    // On an area that is 216 high.
    expect(first!.height).toBeCloseTo(216, 0);
    expect(second!.height).toBeCloseTo(0.4 * 216, 0);
    expect(none!.height).toBe(0);
  });

  it('are stacked on request: the second begins where the first ends', () => {
    const [first, second] = rects(stacked);
    expect(first!.x).toBe(second!.x);
    expect(second!.y + second!.height).toBeCloseTo(first!.y, 0);
    expect(first!.height / second!.height).toBeCloseTo(3, 1);
    expect(stacked.svg).toContain('day 0, rejected: 10,000</title>');
    expect(shownIn(stacked)).toContain('40K');
  });

  it('make the drawing wider where groups are many, and it is not shrunk again', () => {
    expect(stacked.svg).toContain('class="plot wide"');
    expect(Number(/viewBox="0 0 (\d+) /.exec(stacked.svg)![1])).toBeGreaterThan(1_400);
    expect(bars.svg).toContain('class="plot full" viewBox="0 0 860 ');
    expect(barChart({ ...BARS, width: 320 }).svg).toContain('class="plot" viewBox="0 0 320 ');
  });

  it('name as many of a sequence as have room, and all of few others', () => {
    const groups = days.slice(0, 10).map((_, n) => ({ name: `2017-05-${10 + n}`, values: [1] }));
    const named = (plot: Plot) => shownIn(plot).filter((text) => text.startsWith('2017'));
    const chart = { title: 't', yLabel: 'y', series: ['a'], groups, width: 500 };
    expect(named(barChart({ ...chart, isStacked: true }))).toHaveLength(5);
    const few = groups.slice(0, 4).map((group) => ({ ...group, name: `a long name of ${group.name}` }));
    expect(shownIn(barChart({ ...chart, groups: few })).join(' ')).toContain('a long name of');
  });
});

describe('lines', () => {
  const points = [
    { x: 0.01, y: 1 },
    { x: 0.1, y: 2 },
    { x: 1, y: 3 },
  ];
  const path = ({ svg }: Plot): number[] =>
    /points="([^"]+)"/
      .exec(svg)![1]!
      .split(' ')
      .map((pair) => Number(pair.split(',')[0]));

  it('go from the left to the right end', () => {
    const [left, middle, right] = path(lines(points)) as [number, number, number];
    expect(right).toBe(852);
    expect((middle - left) / (right - left)).toBeCloseTo(0.0909, 3);
  });

  it('name whole days of a time axis, and draw a point that stands alone', () => {
    const day = Date.parse('2017-05-12') / 86_400_000;
    const two = lines(
      [
        { x: day, y: 1 },
        { x: day + 10, y: 2 },
      ],
      { xIsDay: true },
    );
    expect(shownIn(two).filter((text) => text.startsWith('2017'))).toEqual(
      ['12', '14', '16', '18', '20', '22'].map((end) => `2017-05-${end}`),
    );
    expect(lines([{ x: day, y: 1 }], { xIsDay: true }).svg).toContain('<circle');
  });

  it('have whiskers where there are intervals, which fit on the axis', () => {
    const plot = lines([{ x: 0, y: 1 }, { x: 1, y: 2, low: -5, high: 9 } as { x: number; y: number }]);
    expect(plot.svg.match(/<line class="w"/g)).toHaveLength(1);
    expect(shownIn(plot)).toEqual(expect.arrayContaining(['-5', '5']));
    expect(plot.table.rows[1]).toEqual(['1', '2 (-5 to 9)']);
  });

  it('are not there without points', () => {
    for (const none of [lines([]), lines([{ x: 1, y: 5 }])]) {
      expect(isBalanced(none.svg)).toBe(true);
      expect(none.svg).not.toContain('NaN');
    }
  });
});

describe('rows', () => {
  const chart = rowChart({
    title: 'Weights <1>',
    xLabel: 'log-odds',
    rows: [
      { name: 'days & more', value: 2, low: 1, high: 3 },
      { name: 'plays', value: -1 },
    ],
  });

  it('go to each side of 0, with a whisker where there is an interval', () => {
    const [first, second] = rects(chart);
    // The axis runs from -1 to 3: the bar of 2 begins where that of -1 ends, and is twice as wide.
    expect(second!.x + second!.width).toBeCloseTo(first!.x, 0);
    expect(first!.width / second!.width).toBeCloseTo(2, 2);
    expect(chart.svg.match(/<line class="w"/g)).toHaveLength(1);
  });

  it('are not there without any', () => {
    const empty = rowChart({ title: 't', xLabel: 'x', rows: [] });
    expect(isBalanced(empty.svg)).toBe(true);
    expect(empty.svg).not.toMatch(/NaN|Infinity/);
  });
});

describe('a calendar of coverage', () => {
  const day = (of: string, state: 'whole' | 'hole') => ({
    day: of,
    kind: 'play' as const,
    state,
    reason: null,
    parts: [],
  });
  const coverage = { synthetic: false, days: [day('2017-04-30', 'whole'), day('2017-05-01', 'hole')] };
  const plot = coverageCalendar(coverage);

  it('has a column a week, Monday on top, and says what each day is', () => {
    const cell = (hint: string) =>
      new RegExp(`<title>${hint}</title><rect x="(\\d+)" y="(\\d+)"`)
        .exec(plot.svg)!
        .slice(1)
        .map(Number) as [number, number];
    const [sunday, monday] = [cell('2017-04-30, plays: complete'), cell('2017-05-01, plays: missing')];
    expect([monday[0] - sunday[0], sunday[1] - monday[1]]).toEqual([16, 6 * 16]);
    expect(plot.table.columns).toEqual([
      '',
      'complete',
      'small',
      'partial',
      'missing',
      'awaited',
      'deleted by retention',
    ]);
    expect(plot.table.rows[0]).toEqual(['Plays', 1, 0, 0, 1, 0, 0]);
  });

  it('has those of the kinds next to one another, as many as have room', () => {
    const columns = (width: number) => {
      const { svg } = coverageCalendar(coverage, { width });
      return new Set(Array.from(svg.matchAll(/<text class="strong" x="([\d.]+)"/g), ([, x]) => x)).size;
    };
    expect([320, 400, 860].map(columns)).toEqual([1, 2, 3]);
  });
});

describe('days of a plot', () => {
  const dayNames = { day: (iso: string) => `day ${iso}`, month: (iso: string) => `month of ${iso}` };

  it('are named as it is told to', () => {
    const lines = lineChart({
      title: '',
      xLabel: '',
      yLabel: '',
      xIsDay: true,
      dayNames,
      series: [{ name: '', points: [{ x: Date.parse('2017-05-01') / 86_400_000, y: 1 }] }],
    });
    expect(lines.svg).toContain('>day 2017-05-01<');
    expect(lines.table.rows[0]![0]).toBe('day 2017-05-01');
    const coverage = coverageCalendar(
      {
        synthetic: false,
        days: [{ day: '2017-05-01', kind: 'play', state: 'whole', reason: null, parts: [] }],
      },
      { dayNames },
    );
    expect(coverage.title).toBe('Coverage from day 2017-05-01 to day 2017-05-01');
    expect(coverage.svg).toContain('month of 2017-05-01');
  });
});

describe('every plot', () => {
  it.each([
    ['bars', bars],
    ['stacked bars', stacked],
    ['lines', lines([{ x: 0, y: 1 }])],
  ])('of %s has a name, a description and a table, and colours by the page alone', (_, plot) => {
    expect(isBalanced(plot.svg)).toBe(true);
    expect(plot.svg).toMatch(/role="img" aria-label="[^"]+"><desc>[^<]+<\/desc>/);
    expect(plot.svg).not.toMatch(/#[0-9a-f]{3,6}"|style=/);
    expect(plot.table.rows.length).toBeGreaterThan(0);
    for (const row of plot.table.rows) expect(row).toHaveLength(plot.table.columns.length);
  });

  it('names its series to those who do not see it', () => {
    const two = lineChart({
      title: 't',
      xLabel: 'x',
      yLabel: 'y',
      series: ['a', 'b'].map((name) => ({ name, points: [{ x: 0, y: 1 }] })),
    });
    expect(two.svg).toContain('<desc>y by x, from 0.5 to 1.5, lines of a, b.</desc>');
    expect(bars.svg).toContain('in each: als, popular &#38; co.</desc>');
  });

  it('escapes every text', () => {
    expect(bars.svg).toContain('NDCG &#60;by&#62; k');
    expect(bars.svg).toContain('popular &#38; co');
  });
});
