import { parseArgs } from 'node:util';
import { assessUplift, UpliftModel } from '#ml';
import { forwardScores } from '../../libs/ml/src/uplift/forward-scores.js';
import { fitUplift } from '../../libs/ml/src/uplift/learners.js';
import { incremental, readCampaign } from './campaign-file.js';

const USAGE = `Can users be chosen by their own effect? Asks that of a randomised campaign in a CSV, such as Hillstrom's,
Criteo's or Starbucks', and prints Qini, net value and verdict with 95 % intervals, and the incremental response
rate (IRR) and revenue (NIR) of the users whom it chooses:

  node dist/bench/churn/uplift.js FILE --treatment COLUMN --outcome COLUMN

  --test FILE        chooses among the users of this file, by what all of the other one taught
  --categories A,B   columns of numbers that are names of categories
  --without A,B      columns that are no features, such as other outcomes
  --holdout 0        what the treatment column has for the hold-out
  --treated VALUE    what it has for the treated; absent: anything else
  --cost 0           of a contact
  --value 1          of an outcome
  --users 100000     of more users so many are drawn
  --seed 1

Of Hillstrom's e-mails:
  uplift.js hillstrom.csv --treatment segment --outcome visit --holdout 'No E-Mail' --treated 'Womens E-Mail' --without conversion,spend
Of Starbucks' promotion:
  uplift.js training.csv --test Test.csv --treatment Promotion --outcome purchase --holdout No --without ID --categories V1,V4,V5,V6,V7 --cost 0.15 --value 10`;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    treatment: { type: 'string', default: 'treatment' },
    outcome: { type: 'string', default: 'outcome' },
    holdout: { type: 'string', default: '0' },
    treated: { type: 'string' },
    test: { type: 'string' },
    categories: { type: 'string', default: '' },
    without: { type: 'string', default: '' },
    users: { type: 'string', default: '100000' },
    cost: { type: 'string', default: '0' },
    value: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const [file] = positionals;
if (options.help || file === undefined) {
  console.log(USAGE);
  process.exit(options.help ? 0 : 1);
}
const columns = {
  treatment: options.treatment,
  outcome: options.outcome,
  holdout: options.holdout,
  treated: options.treated ?? null,
  without: options.without.split(','),
  categories: options.categories.split(','),
  most: Number(options.users),
};
const worth = { contactCost: Number(options.cost), value: Number(options.value) };
const seed = Number(options.seed);
const began = performance.now();
const now = (step: string): void => {
  console.error(`${((performance.now() - began) / 1000).toFixed(1)} s: ${step}`);
};

now(`reading ${file}`);
const data = await readCampaign(file, columns);
now(`learning from ${data.x.rows} users and measuring, some seconds for each 10,000 of them`);
const { isProven, pValue, best, learners, fifths } = assessUplift(data, { ...worth, seed });

interface Shown {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
const shown = ({ value, low, high }: Shown): string =>
  `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
const treated = data.treated.reduce((sum, one) => sum + one, 0);
console.log(`${data.x.rows} users, ${treated} treated, ${data.x.columns} features`);
console.table(
  learners.map(({ learner, pValue: p, qini, chosenShare, net, gainOverAll }) => ({
    learner,
    p,
    qini: shown(qini),
    chosen: chosenShare,
    'net value a user': shown(net),
    'gain over all': shown(gainOverAll),
  })),
);
console.log(`Effect by fifths of ${best}, highest uplift first: ${fifths.map(shown).join(', ')}`);
console.log(
  isProven
    ? `The effect differs between users (p = ${pValue}): choose by ${best}.`
    : `No proof that the effect differs between users (p = ${pValue}).`,
);

const isWorth = (uplift: number): boolean => uplift * worth.value > worth.contactCost;
const { measured, uplift } = options.test === undefined ? heldOut() : await ofTestFile(options.test);
now('choosing');
const chosen = uplift.reduce((count, one) => count + Number(isWorth(one)), 0);
console.log(
  `Of ${uplift.length} ${options.test === undefined ? 'users not learned from before' : 'users of the test file'} ${chosen} are ` +
    `chosen: those whose uplift by ${best} times ${worth.value} is more than ${worth.contactCost}.`,
);
console.table(
  Object.fromEntries(
    [['chosen', (row: number) => isWorth(uplift[row]!)] as const, ['all users', () => true] as const].map(
      ([who, are]) => {
        const { responseRate, revenue } = incremental(measured, are, worth);
        return [who, { IRR: Number(responseRate.toFixed(5)), NIR: Number(revenue.toFixed(2)) }];
      },
    ),
  ),
);

/** Users of the file, each scored before it was learned from. */
function heldOut() {
  const scores = forwardScores(data, seed);
  return { measured: scores.users, uplift: scores.uplift[best] };
}

async function ofTestFile(path: string) {
  now(`reading ${path}`);
  const measured = await readCampaign(path, columns, data.features);
  now('learning from all users of the first file');
  const model = UpliftModel.of(fitUplift(best, data, seed).stored);
  return { measured, uplift: model.uplift(measured.x) };
}
