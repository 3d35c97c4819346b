import { widthOf } from './text.js';

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
export function textsOf(svg: string): PlacedText[] {
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
export function misplacedTexts(svg: string): string[] {
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
