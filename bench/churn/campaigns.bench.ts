import {
  accuracyOf,
  simulateCampaign,
  simulateOverlap,
} from '../../test/support/fixtures/simulated-campaign.js';
import { falseProofs } from '../../test/support/fixtures/simulated-uplift.js';
import { simulateLargestWeights } from './label-weights.js';

/**
 * node dist/bench/churn/campaigns.bench.js: 500 simulated campaigns without an effect and 500 with one. Bias
 * within 2 standard errors, coverage 93 to 97 %, running error at most 5 %, false alarms at most .2 %. The
 * same of three campaigns that overlap, where all users of one are barred from the others (or its treated
 * users alone). Then campaigns of 100 whose effect does not differ between users, and of which that is said:
 * at most 5. Then bias, standard deviation and root mean square error of a churn rate by the largest weight
 * of hold-outs.
 */
const CAMPAIGNS = 500;

const rows = [0, 0.2].flatMap((success, k) => {
  const campaigns = Array.from({ length: CAMPAIGNS }, (_, i) =>
    simulateCampaign(1 + i + k * CAMPAIGNS, { users: 8000, holdout: 0.2, success }),
  );
  const shareOf = (is: 'ranAway' | 'isMismatch') =>
    campaigns.filter((campaign) => campaign[is]).length / CAMPAIGNS;
  return (['difference', 'adjusted'] as const).map((of) => ({
    success,
    of,
    ...accuracyOf(campaigns, of),
    runningError: success === 0 ? shareOf('ranAway') : null,
    falseAlarms: shareOf('isMismatch'),
  }));
});
console.table(rows);
console.table(
  (['all', 'treated'] as const).flatMap((barred) => {
    const runs = Array.from({ length: CAMPAIGNS }, (_, i) =>
      simulateOverlap(1 + i, { users: 12_000, holdout: 0.2, success: 0.2 }, barred),
    );
    return [0, 1, 2].map((k) => {
      const campaigns = runs.map((run) => run[k]!);
      const falseAlarms = campaigns.filter(({ isMismatch }) => isMismatch).length / CAMPAIGNS;
      return { barred, campaign: k + 1, ...accuracyOf(campaigns, 'adjusted'), falseAlarms };
    });
  }),
);
console.table(
  (['none', 'even'] as const).map((mechanism) => ({
    mechanism,
    falseProofs: falseProofs(mechanism, { campaigns: 100, users: 2000 }),
  })),
);
console.table(simulateLargestWeights([50, 100, 200, 1_000]));
