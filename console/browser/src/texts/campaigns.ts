/** Of the pages of campaigns: they are loaded with them. */
export const campaignsTexts = {
  lead: 'Does a contact keep users, for whom, and can that be known?',
  all: 'All campaigns',
  none: 'No campaign yet. Plan one for an audience: some of its users are left alone, to compare with.',
  audience: 'Audience',
  terms: (holdout: string, arms: readonly string[]) =>
    `${holdout} are left alone; the others are contacted by ${arms.join(', ')}.`,
  points: (points: string) => `${points} percentage points`,
  create: {
    action: 'Plan a campaign',
    explains: 'A draft is stored. No user is assigned or contacted before it is launched.',
    fields: {
      holdout: 'Users who are left alone (hold-out), %',
      successRate: 'Contacted churners who are expected to stay, %',
      upliftOf: 'Contact only users who are worth it by the uplift of',
      upliftOfHelp:
        'An ended campaign that has proven for whom it worked. The plan compares this with contacting all.',
      noUplift: 'all members',
      contactDays: 'Days of rest from another contact',
      contactDaysHelp:
        'Users contacted by another campaign since then are left out. Empty: as the service is set.',
      arms: 'Ways of contact',
      armsHelp:
        'Different words of a-z, 0-9 and hyphens, such as email push: the treated are divided evenly. None is holdout.',
    },
  },
  noPlan: 'Its audience has no scored members yet.',
  noLook: (closes: string) => `It is running. Its result is known after ${closes}.`,
  plan: 'Plan',
  planNote:
    'Adjusted by the risk at launch, a smaller difference is visible. Users of other campaigns that run, and those contacted within the days of rest, are left out before the assignment.',
  planAtLaunch: (verdict: string) => `As it was at the launch; chance drew the sizes above. ${verdict}`,
  planned: {
    contactDays: 'days of rest from another contact',
    heldOut: 'left alone (hold-out)',
    treated: 'contacted, each way',
    baseRate: 'expected to leave without a contact',
    visible: 'smallest visible effect',
    adjusted: 'smallest visible effect, adjusted by risk',
    policy: 'whom it chooses',
  },
  launch: {
    action: 'Launch',
    confirm: 'Launch, and save the users to contact',
    assigns: (treated: string, heldOut: string) =>
      `The members of the audience are assigned now, for good: about ${treated} to each way of contact, and about ${heldOut} are left alone.`,
    learns:
      'Models do not learn from the treated users until the label window has closed. This cannot be undone.',
  },
  remove: {
    action: 'Remove',
    asks: (name: string) => `Remove the draft ${name}?`,
    explains: 'Nothing but the draft goes.',
  },
  contacts: 'Users to contact, as CSV',
  launched: 'Assigned users',
  launchedNote: 'The hold-out is never in the file of users to contact.',
  result: 'Effect',
  resultNote: (through: string, isFinal: boolean) =>
    `${isFinal ? 'Result' : 'A look while it runs: users count who have been silent so far; intervals hold for all looks together'}, through ${through}. By assignment: users whom no contact reached count too.`,
  effectPlot: (isFinal: boolean) =>
    `Effect on ${isFinal ? 'churn' : 'silence so far'}, adjusted by the risk at launch, with 95% intervals`,
  effectX: 'percentage points; below 0 fewer users are silent',
  columns: {
    holdOutUsers: 'hold-out users',
    holdOutChurnRate: 'hold-out churn rate',
    adjusted: 'effect, points',
    difference: 'not adjusted, points',
    lift: 'relative',
    net: 'net value',
    netPerUser: 'net value per user',
    gainOverAll: 'more than by contacting all',
  },
  balance: 'Balance at launch',
  balanceNote:
    'What was known before the contact. Differences from the hold-out are in deviations; chance keeps them small.',
  uplift: 'For whom did it work?',
  fifthsPlot: 'Users kept by the contact, by their uplift, with 95% intervals',
  fifthsX: 'percentage points of users kept',
  fifth: (number: number) =>
    number === 1
      ? 'fifth with the highest uplift'
      : number === 5
        ? 'fifth with the lowest'
        : `fifth ${number}`,
};
