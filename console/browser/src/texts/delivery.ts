/** Of one page: they are loaded with it. */
export const deliveryTexts = {
  lead: 'Where are changes of audiences sent, and did they arrive?',
  endpoints: 'Endpoints',
  endpointsNote:
    'Messages are signed by the Standard Webhooks specification. After five days of failures an endpoint is disabled; its messages wait.',
  none: 'No endpoint yet. Create one, and changes of audiences are sent from then on.',
  all: 'all',
  state: 'State',
  more: 'More',
  moreOf: (name: string) => `More: ${name}`,
  ofAudiences: (audiences: string) => `Audiences: ${audiences}`,
  body: 'Message',
  sent: (when: string, size: string, digest: string) =>
    `As it was sent on ${when}: ${size}, SHA-256 ${digest}.`,
  notSent: 'Of its last attempt no copy is stored: it was not sent yet, or users were erased since.',
  next: 'As an attempt now would send it',
  nextNote: 'Users who were erased or barred since are not in it.',
  types: {
    'audience.changed': 'users entered or left an audience',
    'alert.fired': 'an alert fires',
    'alert.resolved': 'an alert no longer fires',
    'model.promoted': 'a model version went live',
    'campaign.launched': 'a campaign was launched',
    'endpoint.disabled': 'an endpoint was disabled',
  } as Record<string, string>,
  aTest: 'a test',
  secret: (name: string) => `Secret of ${name}`,
  secretNote: 'Copy it to the receiver now: it is not shown again. It verifies that messages are from here.',
  create: {
    action: 'Create endpoint',
    asks: 'Create an endpoint',
    explains: 'It receives what happens from now on. Its secret is shown only once, on this page.',
  },
  change: {
    action: 'Change',
    explains: 'Messages that wait go to the new address. The secret stays.',
  },
  fields: {
    name: 'Name',
    nameHelp: 'Lower-case letters, digits, dots, hyphens and underscores.',
    url: 'Address',
    urlHelp: 'https://… of your receiver.',
    description: 'What it is, and whom to ask about it',
    audiences: 'Audiences; none chosen: all',
    types: 'Messages; none chosen: all',
  },
  endpointActions: {
    test: {
      action: 'Test',
      asks: (name: string) => `Send a test to ${name}?`,
      explains: 'A message of type endpoint.test is sent at once; the list of messages shows the answer.',
    },
    pause: {
      action: 'Pause',
      explains: 'Nothing is sent until it is enabled again. Its messages wait, in order.',
    },
    enable: {
      action: 'Enable',
      explains: 'Messages are sent again, those that have waited at once and in order.',
    },
    replay: {
      action: 'Replay',
      asks: (name: string) => `Send messages to ${name} again?`,
      explains:
        'The messages keep their ids, and leave out users who have entered or left since. Messages of later runs wait for them.',
    },
    rotate: {
      action: 'Rotate secret',
      asks: (name: string) => `Rotate the secret of ${name}?`,
      explains:
        'For a day, messages are signed by both secrets. The new one is shown only once, on this page.',
    },
    remove: {
      action: 'Remove',
      explains: 'The endpoint goes with all its messages. This cannot be undone.',
    },
  },
  replayed: {
    which: 'Messages',
    choices: {
      dead: 'that were given up',
      finished: 'that were given up or delivered',
      waiting: 'that wait: now, not at their times',
    },
    from: 'From; empty: the oldest',
    to: 'Up to and with; empty: the newest',
  },
  sentAgain: (messages: string) =>
    `${messages} ${messages === '1' ? 'message is' : 'messages are'} sent again.`,
  endpoint: 'Endpoint',
  messages: 'Messages',
  messagesNote: 'Newest first. What has failed is tried again for three days, then given up.',
  noMessages: 'No message yet, or none matches.',
  replay: {
    action: 'Replay',
    asks: 'Send this message again?',
    explains:
      'It keeps its id, and leaves out users who have entered or left the audience since: later messages name them.',
  },
  sendNow: {
    action: 'Send now',
    asks: 'Send this message now?',
    explains: 'Messages of the audience that wait before it are sent first; those behind it follow.',
  },
};
