import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHIVE_REASONS } from './archive-refusal.js';
import { EVENT_REJECTION_REASONS, REJECTION_REASONS } from './rejection.js';
import { REPAIR_RULES } from './repair.js';

// Table cells are padded to equal width there.
const DOCUMENT = readFileSync(join(process.cwd(), 'docs/ingest.md'), 'utf8').replace(/ +\|/g, ' |');

function row([name, meaning]: [string, string]): string {
  return `| \`${name}\` | ${meaning.replaceAll('|', '\\|')} |`;
}

describe('docs/ingest.md', () => {
  it.each([
    ['rejection reasons', REJECTION_REASONS],
    ['rejection reasons of posted events', EVENT_REJECTION_REASONS],
    ['repair rules', REPAIR_RULES],
    ['archive reasons', ARCHIVE_REASONS],
  ])('lists %s with their meaning, in order', (_, list) => {
    // What a file of another service looks like has one row.
    const rows = Object.entries<string>(list).filter(([name]) => !name.startsWith('looks_'));
    expect(DOCUMENT).toContain(rows.map(row).join('\n'));
  });
});

describe('repair rules', () => {
  it('fit into the bits of one event', () => {
    expect(Object.keys(REPAIR_RULES).length).toBeLessThanOrEqual(31);
  });
});
