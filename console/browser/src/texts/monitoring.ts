export const monitoringTexts = {
  navigation: 'Monitoring pages',
  calibration: (state: string) => `By the newest known outcomes: ${state}.`,
  axes: {
    brier: 'Brier score',
    churnRate: 'churn rate',
    ece: 'calibration error',
    from: 'from',
    meanProbability: 'mean probability',
    rocAuc: 'ROC AUC',
    scored: 'scored as of',
    share: 'share',
    snapshot: 'snapshot',
    users: 'users',
  },
  lines: {
    calibrated: 'calibrated',
    expected: 'expected',
    measured: 'measured',
    noise: 'noise, 95th percentile',
    recency: 'recency alone',
  },
  alerts: {
    title: 'Alerts',
    lead: 'Which alert rules fire, by how much, and since when?',
    rules: 'Alert rules',
    newestDay: (day: string | null) =>
      `The newest complete day is ${day ?? 'not loaded yet'}. Limits are settings (CHURN_ALERT_*).`,
  },
  drift: {
    title: 'Drift',
    lead: 'Have users and scores changed, and which quality can be expected?',
    scores: (version: number, from: string, to: string) => `Scores of version ${version}, ${from} and ${to}`,
    uncertain: (because: string) => `No conclusion: ${because}.`,
    index: (psi: string, verdict: string, noise: string) =>
      `Population stability index ${psi}: ${verdict} (by chance alone up to ${noise} in 95% of cases). Expected quality is computed before outcomes are known, and valid only while probabilities are calibrated.`,
    features: 'Features',
    featuresNote:
      'Index 0: no change; below 0.1: small; above 0.25: strong. The line in a bar is what chance alone explains.',
    most: (count: number) => `The ${count} features that changed most`,
    psi: 'population stability index',
  },
  outcomes: {
    title: 'Outcomes',
    lead: 'How good were past scores, and how good can the newest be expected to be?',
    noSnapshots: 'No scores yet. Score all users on the Jobs page.',
    quality: 'Quality by snapshot',
    qualityNote:
      'Scores are compared with outcomes once every day of their label window is complete. Expected quality is valid only while probabilities are calibrated.',
    bySnapshot: 'ROC AUC by snapshot, out-of-time scores',
    predicted: 'Predicted and observed churn',
    deciles: (snapshot: string) => `Calibration by decile, scores of ${snapshot}`,
  },
  backtests: {
    title: 'Backtests',
    lead: 'How good would models of earlier days have been?',
    none: 'No backtest yet. Start one with the button above.',
    all: 'All backtests',
    averages: 'Means over the origins; the origins of a backtest have intervals.',
    name: (id: number) => `Backtest ${id}`,
    byOrigin: (id: number) => `Backtest ${id} by origin`,
    byOriginNote:
      'At each origin a model was trained as a retraining of that day would have been, and scored all users.',
    auc: 'ROC AUC, measured and expected',
    brier: 'Brier score by origin',
    ece: 'Calibration error by origin',
  },
  lifecycle: {
    title: 'Lifecycle',
    lead: 'How many users come, stay, leave and come back?',
    by: { day: 'By day', week: 'By week' },
    note: (days: number) =>
      `A user is dormant after ${days} complete days without an event. Plots show complete periods only. Where new is not certain, the logs begin too shortly before.`,
    sampled: (share: number) =>
      share < 1 ? ` One user in ${1 / share} is counted: all numbers of users are estimates.` : '',
    active: 'Active users',
    remained: 'active',
    resurrected: 'came back',
    newUsers: 'new',
    dormantUsers: 'Dormant users',
    dormant: 'dormant',
    wentDormant: 'became dormant',
    retention: 'Retention by cohort',
    retentionNote:
      'Users by the week of their first event, and the share of them with an event in each week after. Incomplete weeks are empty; of cohorts that are not new, the logs begin too shortly before.',
    share: 'Share of a cohort that is active',
    age: 'weeks since the first event',
  },
};
