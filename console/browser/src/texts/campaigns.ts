/** Of the pages of campaigns: they are loaded with them. */
export const campaignsTexts = {
  title: 'Campaigns',
  lead: 'Does a contact keep users, for whom, and can that be known?',
  all: 'All campaigns',
  none: 'No campaign yet. Plan one for an audience: some of its users are left alone, to compare with.',
  audience: 'Audience',
  states: { draft: 'draft', running: 'running', closed: 'closed' },
  create: {
    action: 'Plan a campaign',
    asks: 'Plan a campaign',
    explains: 'A draft is stored. No user is assigned or contacted before it is launched.',
    fields: {
      holdout: 'Share left alone (hold-out, 0 to 1)',
      successRate: 'Share of contacted churners who are expected to stay (0 to 1)',
      contactCost: 'Cost per contact',
      savedValue: 'Value of a retained user',
      name: 'Name',
      key: 'Key, for programs',
      keyHelp: 'Lower-case words joined by hyphens. It cannot be changed later.',
    },
  },
  noPlan: 'Its audience has no scored members yet.',
  noLook: (closes: string) => `It is running. Its result is known after ${closes}.`,
  plan: 'Plan',
  planNote:
    'Adjusted by the risk at launch, a smaller difference is visible. Suppressed, recently contacted and control users are left out before the assignment.',
  launch: {
    action: 'Launch',
    asks: (name: string) => `Launch ${name}?`,
    explains: (treated: string, heldOut: string) =>
      `The members of the audience are assigned now, for good: about ${treated} to each arm, ${heldOut} are left alone. The users to contact can then be saved as a file.`,
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
  balance: 'Balance at launch',
  balanceNote:
    'What was known before the contact. Differences from the hold-out are in deviations; chance keeps them small.',
  uplift: 'For whom did it work?',
};
