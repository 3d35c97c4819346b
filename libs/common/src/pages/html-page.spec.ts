import { barChart } from '#plots';
import { htmlPage } from './html-page.js';
import { htmlTable, tableOfValues, valueInWords } from './html-table.js';

const NOTHING = { title: 't', synthetic: false, sections: [] };

describe('htmlPage', () => {
  it('links to its neighbours', () => {
    expect(htmlPage({ ...NOTHING, links: [{ text: 'a & b', href: '../x?y="' }] })).toContain(
      '<nav aria-label="Pages"><a href="../x?y=&#34;">a &#38; b</a></nav>',
    );
    expect(htmlPage(NOTHING)).not.toContain('<nav');
  });

  it('says when the logs behind it are generated', () => {
    expect(htmlPage({ ...NOTHING, synthetic: true })).toContain('>Synthetic: the logs');
    expect(htmlPage(NOTHING)).not.toContain('Synthetic');
  });

  it('is whole in itself, escapes texts, and has each plot with its figures', () => {
    const plot = barChart({
      title: 'Bars',
      yLabel: 'y',
      series: [],
      groups: [{ name: 'a', values: [{ value: 3 }] }],
    });
    const page = htmlPage({
      ...NOTHING,
      notes: ['<note>'],
      sections: [
        {
          heading: 'One',
          paragraphs: ['a & b'],
          table: { columns: ['x'], rows: [['<b>']] },
          figures: [plot],
        },
      ],
    });
    expect(page).toContain('<td class="short">&#60;b&#62;</td>');
    expect(page).not.toContain('<note>');
    expect(page).not.toMatch(/<script|<link|@import|url\(|src=/);
    expect(page).toContain(plot.svg);
    expect(page).toContain('<summary>Data of this plot</summary>');
    expect(page).toMatch(/--ink: ?light-dark/);
  });
});

describe('htmlTable', () => {
  it('sets columns of figures to the right, and those of days, names and sentences not', () => {
    const table = htmlTable('t', {
      columns: ['name', 'count', 'interval', 'day', 'mixed'],
      rows: [
        ['1', 1234.5, '0.7 (0.6 to 0.8)', '2017-04-12', '12'],
        ['2', null, '-0.1', '2017-04-13', 'none'],
      ],
    });
    const looks = [...table.matchAll(/<td class="(\w+)">/g)].map(([, look]) => look);
    expect(looks.slice(0, 5)).toEqual(['short', 'figure', 'figure', 'short', 'short']);
    expect(table).toContain('>1,234.5<');
  });

  it('shows members of objects in words, not in JSON', () => {
    const values = {
      seed: 1,
      isOn: true,
      none: null,
      windows: { from: '2017-04-12', kinds: ['play', 'down'] },
    };
    expect(tableOfValues(values).rows).toEqual([
      ['seed', '1'],
      ['isOn', 'yes'],
      ['none', null],
      ['windows, from', '2017-04-12'],
      ['windows, kinds', 'play, down'],
    ]);
    expect(valueInWords([{ days: 7, share: 0.1 }])).toBe('days: 7; share: 0.1');
    expect(valueInWords([])).toBe('none');
  });
});
