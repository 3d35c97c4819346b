import { Command } from 'commander';
import { distribute, DistributionRefused, plan } from './distribute.js';
import type { Step } from './distribute.js';

const EPILOGUE = `
Needs a PostgreSQL with the extension citus on every node, and the migrations applied. --check lists the tables that move and why;
docs/scaling.md has the whole procedure. Run it while nothing is loaded; it may be run again at any time.

Examples:
  DATABASE_URL=postgres://... npm run distribute -- --check     what would be done, and why
  DATABASE_URL=postgres://... npm run distribute                do it`;

const command = new Command('npm run distribute --')
  .description('Spreads the tables of the platform over the nodes of a Citus cluster, by user.')
  .option('--check', 'show what would be done, and change nothing', false)
  .option('--url <url>', 'the database on the coordinator (default: DATABASE_URL)')
  .helpOption('-h, --help', 'show this list')
  .addHelpText('after', EPILOGUE)
  .allowExcessArguments(false)
  .parse(process.argv.slice(2), { from: 'user' });
const { check, url = process.env['DATABASE_URL'] } = command.opts<{ check: boolean; url?: string }>();

if (url === undefined || url === '') fail('No database is given: set DATABASE_URL, or use --url.', 2);
try {
  if (check) await showPlan(url);
  else {
    const moved = await distribute(url, (step) => print(`${step.placement.table}: ${step.wanted}`));
    print(
      moved.length === 0
        ? 'Every table is in its place.'
        : `${moved.length} tables moved; every table is in its place.`,
    );
  }
} catch (error) {
  if (error instanceof DistributionRefused) fail(`Nothing was distributed.\n${error.message}`, 1);
  fail(
    `Distribution failed: ${error instanceof Error ? error.message : String(error)}\nRun it again: what is in place stays.`,
    1,
  );
}

async function showPlan(database: string): Promise<void> {
  const { steps, obstacles } = await plan(database);
  for (const step of steps) print(line(step));
  const moving = steps.filter(({ now, wanted }) => now !== wanted).length;
  print(`\n${moving} of ${steps.length} tables would move.`);
  if (obstacles.length > 0) fail(`In the way:\n${obstacles.join('\n')}`, 1);
}

function line({ placement: { table, why }, now, wanted }: Step): string {
  return `${table.padEnd(26)} ${(now === wanted ? now : `${now} -> ${wanted}`).padEnd(34)} ${why}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(text: string, code: number): never {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
