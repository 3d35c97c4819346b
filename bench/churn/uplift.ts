import { parseArgs } from 'node:util';
import { assessUplift } from '#ml';
import { readCampaign } from './campaign-file.js';

/**
 * Can users be chosen by their own effect? Asks that of a randomised campaign in a CSV, such as Hillstrom's or
 * Criteo's, and prints Qini, net value and verdict with 95 % intervals:
 * node dist/bench/churn/uplift.js FILE --treatment COLUMN --outcome COLUMN [--holdout 0] [--treated VALUE]
 *   [--without OTHER_OUTCOME,...] [--users 100000] [--cost 0] [--value 1] [--seed 1]
 * Of Hillstrom's e-mails: uplift.js hillstrom.csv --treatment segment --outcome visit --holdout 'No E-Mail'
 *   --treated 'Womens E-Mail' --without conversion,spend
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    treatment: { type: 'string', default: 'treatment' },
    outcome: { type: 'string', default: 'outcome' },
    holdout: { type: 'string', default: '0' },
    treated: { type: 'string' },
    without: { type: 'string', default: '' },
    users: { type: 'string', default: '100000' },
    cost: { type: 'string', default: '0' },
    value: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const data = await readCampaign(positionals[0]!, {
  treatment: options.treatment,
  outcome: options.outcome,
  holdout: options.holdout,
  treated: options.treated ?? null,
  without: options.without.split(','),
  most: Number(options.users),
});
const { isProven, pValue, best, learners, fifths } = assessUplift(data, {
  contactCost: Number(options.cost),
  value: Number(options.value),
  seed: Number(options.seed),
});

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
