import { byteText, durationText, progressText } from './progress-text.js';
import { reportText } from './load-report.js';

const PROGRESS = { fraction: 0.625, archives: 390, archivesDone: 12, seconds: 10 };

describe('progressText', () => {
  it('shows the bar, the archives and the time left', () => {
    expect(progressText(PROGRESS)).toBe('███████████████░░░░░░░░░ 62 %  12 of 390 archives, 6 s left');
  });

  it('shows no time left when nothing can be known', () => {
    for (const fraction of [0, 1]) expect(progressText({ ...PROGRESS, fraction })).not.toMatch(/left|NaN/);
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [21_400_000, '21 MB'],
  [4_200_000_000, '4.2 GB'],
])('byteText(%d)', (bytes, text) => {
  expect(byteText(bytes)).toBe(text);
});

it.each([
  [4.4, '4 s'],
  [120, '2 min'],
  [7_500, '2 h 5 min'],
])('durationText(%d)', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

it('reports archives, events, and the reasons of all that was refused', () => {
  const text = reportText(
    {
      archives: { loaded: 2, refused: 1, duplicate: 0 },
      refused: [{ name: 'list.html', reason: 'not_a_log_name' }],
      replaced: [{ name: 'ours/play/a.jsonl', removed: 10_000, added: 1_038 }],
      vanished: { files: 1, names: ['ours/play/b.jsonl'] },
      reasons: { not_a_log_name: 1 },
      passedOver: { '_*': 3, empty: 1 },
      events: { play: 1_000 },
      rejected: { count_line: 2 },
      lines: 1_002,
      bytes: 70_000,
      failures: ['x.log: it broke.'],
    },
    2,
  );
  expect(text).toContain('Archives: 2 loaded, 1 refused.');
  expect(text).toContain('1,002, 2 rejected; 70 kB in 2 s, 501 lines/s.');
  expect(text).toMatch(/1 {2}not_a_log_name: The name is not/);
  expect(text).toMatch(/2 {2}count_line: The line is a lone number/);
  expect(text).toContain(
    'Replaced: ours/play/a.jsonl: -10,000 +1,038\nVanished: 1 files (ours/play/b.jsonl)',
  );
  expect(text).toContain('Failed: x.log: it broke.');
});
