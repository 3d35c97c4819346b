export const churnVerdictTexts = {
  sentence: (rank: string, parts: string) => (parts === '' ? `${rank}.` : `${rank}: ${parts}.`),
  ranks: { well: 'Ranks well', fairly: 'Ranks fairly well', poorly: 'Ranks poorly' },
  flagged: (left: number, ofAll: number) =>
    `of 100 users among the tenth of the highest risk, ${left} left (of 100 of all users, ${ofAll})`,
  beyondRecency: (points: number) =>
    `ROC AUC ${Math.abs(points)} points ${points < 0 ? 'worse' : 'better'} than recency alone`,
  today: (auc: string) => `expected ROC AUC today ${auc}`,
};

export const sameUsersTexts = {
  title: (version: number) => `On the same users as version ${version}`,
  note: (users: string) =>
    `Gains over it on ${users} users that neither learned from; above 0 is better, for Brier score and log loss too.`,
  notCompared: (because: string | null) => `Not compared: ${because ?? 'the reason was not recorded'}.`,
};

export const churnReportTexts = {
  plots: 'Ranking, calibration and effects',
  plotsNote:
    'On test users. Vertical lines in the calibration plot: 95% of observed rates lie there if the probabilities are calibrated.',
  baselines: 'Models and baselines',
  baselinesNote: (resamples: string) => `Intervals: 95%, ${resamples} bootstrap samples of the test users.`,
  chosen: (model: string) => `${model} (chosen)`,
  model: 'this version',
  recency: 'recency alone',
  gain: 'gain over recency alone',
  gains: 'Lift and gains',
  share: 'share of users, highest risk first',
  lift: 'Lift',
  liftY: 'churn rate among them / churn rate of all',
  gainsNote:
    'By the share of users with the highest risk. Positives are churners; gain is their share of all churners.',
  calibration: 'Calibration',
  laterDays: 'On later days',
  laterDaysNote: (trained: string, evaluated: string) =>
    `Trained on the snapshot of ${trained}, evaluated on all users of the snapshot of ${evaluated}.`,
  notMeasured: (because: string) => `Not measured: ${because}.`,
  horizons: 'Horizons: when users churn',
  horizonsNote:
    'Probability of silence through each horizon, on test users of the newest snapshot that so many complete days follow.',
  notOffered: ({ days, because }: { days: number; because: string }) =>
    `${days} days are not offered: ${because}.`,
  slices: 'Segments',
  slicesNote:
    'The churn rate of a calibrated segment lies between rate low and high in 95% of cases. Gain: decrease of the log loss against recency alone, of segments that are large enough.',
  effects: 'Effects on scores (Shapley values)',
  effectsNote: (users: string) =>
    `How much a quantity raises or lowers the scores of ${users} test users, in log-odds. Associations, not causes.`,
  effectRange: 'Effects, 5th to 95th percentile of users',
  effectRangeX: 'log-odds; above 0 raises the risk',
  effectOf: (name: string) => `Effect of ${name}`,
  logOdds: 'log-odds',
  mean: 'mean',
  low: '5th percentile',
  high: '95th percentile',
  windows: 'Windows',
  touched: (features: string, label: boolean) =>
    `${features === '' ? 'No feature counts a day with a hole.' : `Features that count a day with a hole: ${features}.`} ${
      label
        ? 'The label window has holes: users who were active then may count as churned.'
        : 'The label window has none.'
    }`,
};

export const recommenderReportTexts = {
  heldOut: 'Baselines, segments and length of list',
  heldOutNote: ([users, eligible, pairs, unreachable]: string[], neighbours: string) =>
    `Held-out days of ${users} of ${eligible} users: ${pairs} relevant songs; ${unreachable} more were too new to be in any list. Item neighbours were evaluated on ${neighbours} of the users.`,
  models: {
    model: 'this version',
    neighbours: 'item neighbours',
    popularity: 'popularity',
    liveVersion: 'live version',
    liveParameters: 'live parameters',
    anchor: 'parameters that last won for sure',
  },
  next: 'What comes next in sessions',
  nextNote: (users: string) =>
    `Next songs of sessions on held-out days, of ${users} users: by the model alone, with the half-life, with co-plays. Ahead: MRR, each served where its interval is above 0.`,
  fit: 'Fit',
  loss: 'Loss by iteration',
  lossY: 'loss',
  iteration: 'iteration',
  early: 'without the held-out days',
  served: 'served',
  search: 'Searches for a user',
  data: 'Data',
  seconds: 'Seconds',
};
