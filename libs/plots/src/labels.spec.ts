import fc from 'fast-check';
import { barChart, coverageCalendar, lineChart, rowChart } from './index.js';
import { widthOf } from './text.js';

const RUNS = { seed: 20_261_126, numRuns: 300 };

const name = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.lorem({ maxCount: 6 }),
  fc.constantFrom(
    '2017-04-12',
    '周杰伦',
    '七里香的歌 live version',
    'W'.repeat(60),
    'days_from_last_event',
    '20-29',
    '',
  ),
);
const value = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.nat(20),
);
const width = fc.integer({ min: 320, max: 1_200 });
const common = { title: name, yLabel: name, width };

/** A text of a drawing, and the rectangle that it takes at most. */
interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const UNESCAPED = /&#(\d+);/g;

/** Every text of an SVG image. */
function textsOf(svg: string): PlacedText[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, content]) => {
    const text = content!.replaceAll(UNESCAPED, (_, code: string) => String.fromCharCode(Number(code)));
    const of = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes!)?.[1];
    const size = of('class') === 'title' ? 14 : 12;
    const width = widthOf(text, size);
    const turned = /translate\(([\d.]+) ([\d.]+)\) rotate\(-90\)/.exec(of('transform') ?? '');
    if (turned !== null) {
      const [x, middle] = [Number(turned[1]), Number(turned[2])];
      const [top, bottom] = [middle - width / 2, middle + width / 2];
      return { text, left: x - 0.75 * size, right: x + 0.2 * size, top, bottom };
    }
    const [x, y] = [Number(of('x')), Number(of('y'))];
    const share = { start: 0, middle: 0.5, end: 1 }[of('text-anchor') ?? 'start']!;
    return {
      text,
      left: x - share * width,
      right: x + (1 - share) * width,
      top: y - 0.75 * size,
      bottom: y + 0.2 * size,
    };
  });
}

/** What is wrong with where texts stand: pairs that touch, and texts that do not lie within the drawing. */
function misplacedTexts(svg: string): string[] {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number) as [number, number, number];
  const texts = textsOf(svg);
  const outside = texts.filter(
    ({ left, right, top, bottom }) =>
      left < -0.6 || right > width + 0.6 || top < -0.6 || bottom > height + 0.6,
  );
  const touching = texts.flatMap((a, at) =>
    texts
      .slice(at + 1)
      .filter(
        (b) =>
          a.left + 0.2 < b.right &&
          b.left + 0.2 < a.right &&
          a.top + 0.2 < b.bottom &&
          b.top + 0.2 < a.bottom,
      )
      .map((b) => `${a.text} | ${b.text}`),
  );
  return [...outside.map(({ text }) => `outside: ${text}`), ...touching];
}

/** A text that stands nowhere proves nothing: plots with room show what they were given. */
function expectReadable(svg: string): void {
  expect(misplacedTexts(svg)).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
}

describe('labels never touch, whatever is drawn,', () => {
  it('in bars', () => {
    const charts = fc.record({
      ...common,
      series: fc.array(name, { maxLength: 9 }),
      groups: fc.array(fc.record({ name, values: fc.array(fc.option(value), { maxLength: 4 }) }), {
        maxLength: 90,
      }),
      isStacked: fc.boolean(),
    });
    fc.assert(
      fc.property(charts, (chart) => {
        expectReadable(barChart(chart).svg);
      }),
      RUNS,
    );
  });

  it('in lines', () => {
    const x = fc.oneof(
      fc.double({ min: -1e6, max: 1e9, noNaN: true }),
      fc.integer({ min: 17_000, max: 17_100 }),
    );
    const y = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    const axis = fc.constantFrom({}, { xIsDay: true });
    fc.assert(
      fc.property(
        fc.record({ ...common, xLabel: name }),
        fc.array(fc.record({ name, points: fc.array(fc.record({ x, y }), { maxLength: 20 }) }), {
          maxLength: 9,
        }),
        axis,
        (chart, lines, scale) => {
          const series = lines.map((line) => ({
            ...line,
            points: line.points.map((point) => ({
              ...point,
              x: 'xIsDay' in scale ? Math.round(point.x / 1e5) : point.x,
            })),
          }));
          expectReadable(lineChart({ ...chart, ...scale, series }).svg);
        },
      ),
      RUNS,
    );
  });

  it('in rows', () => {
    const signed = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const rows = fc.array(fc.record({ name, value: signed }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.record({ title: name, xLabel: name, width, rows }), (chart) => {
        expectReadable(rowChart(chart).svg);
      }),
      RUNS,
    );
  });

  it('in calendars', () => {
    const coverage = fc.record({
      synthetic: fc.boolean(),
      first: fc.integer({ min: 16_000, max: 18_000 }),
      days: fc.array(
        fc.record({
          kind: fc.constantFrom('play', 'download', 'search'),
          state: fc.constantFrom('whole', 'hole', 'dropped'),
          reason: fc.option(name),
          parts: fc.array(fc.record({ state: fc.constantFrom('missing', 'small', 'partial') }), {
            maxLength: 2,
          }),
        }),
        { minLength: 1, maxLength: 500 },
      ),
    });
    fc.assert(
      fc.property(coverage, width, ({ synthetic, first, days: of }, size) => {
        const dayOf = (n: number) => new Date((first + n) * 86_400_000).toISOString().slice(0, 10);
        const days = of.map((day, n) => ({ ...day, day: dayOf(n) }));
        expectReadable(coverageCalendar({ synthetic, days }, { width: size }).svg);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('and those with room are there', () => {
    const names = ['one', 'two', 'three'];
    const { svg } = barChart({
      title: 'All of it',
      yLabel: 'y',
      series: ['a', 'b'],
      groups: names.map((one) => ({ name: one, values: [1, 2] })),
    });
    const shown = textsOf(svg).map(({ text }) => text);
    expect(shown).toEqual(expect.arrayContaining(['All of it', 'y', 'a', 'b', ...names, '0', '2']));
  });
});
