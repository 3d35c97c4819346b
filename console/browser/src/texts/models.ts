export const models = {
  lead: 'Which versions are live, how good are they, and why were others not promoted?',
  kinds: { churn: 'Churn model', recommender: 'Recommender' },
  notes: {
    churn: 'Evaluated on test users that were not used for training.',
    recommender: 'Evaluated on the last days of plays, held out from training.',
  },
  none: 'No version yet. Load archives on the Data page, then train one.',
  compare: 'Compare selected',
  chooseVersion: (version: number) => `Compare version ${version}`,
  version: (version: number) => `Version ${version}`,
  verdicts: { accepted: 'passed', refused: 'failed', undecided: 'undecided' },
  measureOf: { churn: 'ROC AUC', recommender: 'NDCG' },
  measures: {
    rocAuc: 'ROC AUC',
    prAuc: 'PR AUC',
    brier: 'Brier score (lower is better)',
    logLoss: 'Log loss (lower is better)',
    ece: 'Expected calibration error (lower is better)',
    ndcg: 'NDCG',
    recall: 'Recall',
    map: 'Mean average precision',
    hitRate: 'Hit rate',
  },
  shadow: {
    note: ({ version, found }: { version: number | null; found: string }) =>
      version === null
        ? found
        : `Version ${version} is the shadow: outcomes compare it with the live one. ${found}`,
  },
  better: 'better',
  worse: 'worse',
  same: 'equal',
  detail: {
    title: (kind: string, version: string) => `${kind}, version ${version}`,
    synthetic: 'Trained on synthetic logs.',
    all: 'All versions',
    gate: 'Promotion gate',
    passed: (checks: number) => `Checks that passed: ${checks}`,
    verdict: (verdict: string) => `Verdict: ${verdict}.`,
    measures: 'Metrics',
    noMeasures: 'Not evaluated: the logs are too short to hold out days.',
    measuresNote: 'With 95% intervals where available.',
    besideLive: (live: number) => `Compare with live version ${live}`,
    parameters: 'Parameters',
    card: 'Model card and files',
    cardNote: 'The version in the formats of other programs, from features to the probability.',
  },
  beside: {
    title: (kind: string, version: string, other: string) =>
      `${kind}: versions ${version} and ${other} compared`,
    lead: 'How do two versions differ, and which is better?',
    facts: 'Origin',
    measuresNote:
      'Versions trained on different days were evaluated on different users: only differences beyond both intervals are meaningful.',
    curves: 'Plots of both',
    curvesNote: 'Each version on its own test users. Lines also differ by dashes, bars by filling.',
    noPlots: 'Neither version was evaluated: the logs were too short to hold out days.',
    lacks: (side: string, parts: string) =>
      `Missing in the report of ${side.toLowerCase()}: ${parts}. These plots show the other only.`,
    diagonals: { chance: 'chance', right: 'calibrated' },
    segments: { head: 'popular songs (head)', middle: 'middle', tail: 'rare songs (tail)' },
    plots: {
      roc: { title: 'ROC curves', x: 'false positive rate', y: 'true positive rate' },
      gains: {
        title: 'Cumulative gains',
        x: 'share of users, highest risk first',
        y: 'share of churners found',
      },
      calibration: { title: 'Calibration', x: 'mean predicted probability', y: 'observed churn rate' },
      ndcg: { title: 'NDCG by length of list', x: 'songs in the list', y: 'NDCG' },
      recall: { title: 'Recall by length of list', x: 'songs in the list', y: 'recall' },
      device: { title: 'Log loss by device', y: 'log loss (lower is better)' },
      tenure: { title: 'Log loss by days since the first event', y: 'log loss (lower is better)' },
      activeDays: { title: 'Log loss by active days', y: 'log loss (lower is better)' },
      families: { title: 'Effects of families of quantities', y: 'mean change of the log-odds' },
      features: { title: 'Effects of the first quantities', y: 'mean change of the log-odds' },
      liked: { title: 'NDCG by number of songs liked before', y: 'NDCG' },
      popularity: { title: 'Recall by popularity of the song', y: 'recall' },
    },
    parameters: 'Parameters that differ',
    sameParameters: 'Both versions have the same parameters.',
  },
  promotion: {
    promote: 'Promote',
    promoteAnyway: 'Promote all the same',
    why: { label: 'Why it goes live (kept with the promotion)' },
    promoteTitle: (version: number) => `Promote version ${version}?`,
    obstacles: {
      live: 'This version is already live.',
      ready: null,
      refused: null,
      retired: 'This version is retired: only its report is kept.',
    } as Record<'live' | 'ready' | 'refused' | 'retired', string | null>,
    first: (version: number) => `Version ${version} will serve all users, immediately and without a restart.`,
    replaces: (version: number, live: number) =>
      `Version ${version} will replace version ${live} for all users, immediately and without a restart.`,
    difference: (measure: string, ours: string, theirs: string) =>
      `${measure}: ${ours} instead of ${theirs}.`,
    leaks: 'This version has probably seen what it predicts, so it cannot go live.',
    undecided: 'The gate could not decide whether it is better than the live version. The decision is yours.',
    refused: 'The gate refused this version, for the reasons below. You may promote it all the same.',
    effects: {
      churn:
        'Risk and reasons of single users change immediately. The ranked list and exports change after the next scoring of all users.',
      recommender: 'Recommendations change immediately. A running experiment ends.',
    },
    shadow: {
      begin: (version: number) => ({
        action: 'Compare as shadow',
        asks: `Compare version ${version} with the live one?`,
        explains:
          'It serves nobody. Once outcomes of days that it has not learned from are known, they say which of the two is better.',
      }),
      end: (version: number) => ({
        action: 'End shadow',
        asks: `Compare version ${version} no longer?`,
        explains: 'No version is compared with the live one until one is chosen.',
      }),
      obstacles: {
        live: 'The live version serves: it cannot be the shadow.',
        ready: null,
        refused: null,
        retired: 'This version is retired: only its report is kept.',
      } as Record<'live' | 'ready' | 'refused' | 'retired', string | null>,
    },
    wayBack: 'Roll back makes the current version live again.',
    rollBack: 'Roll back',
    noEarlier: 'No other version has been live before.',
    rollBackTitle: (version: number) => `Roll back to version ${version}?`,
    rollBackTwice: (live: number) => `Rolling back once more restores version ${live}.`,
  },
};
