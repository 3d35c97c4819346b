/** Of its pages: they are loaded with them. */
export const songsTexts = {
  lead: 'Which song is it, who should hear it, and what is trending?',
  find: 'Find a song',
  search: 'Part of a title or singer',
  asUser: 'As this user finds it (user id)',
  weighed: (weight: string) => `The scores of the user weigh ${weight} beside the text.`,
  howToFind:
    'Search by any part of a title or singer, in any script: 周, love, or words of both. Songs that no model knows are found too.',
  noneFound: (search: string) =>
    `No title or singer contains “${search}”. New songs can be found about a minute after loading.`,
  matches: (count: string) => `${count} ${count === '1' ? 'song' : 'songs'} found`,
  rising: 'Trending songs',
  risingNote:
    'Listeners of the newest 7 days compared with the 7 days before. The trend is in standard deviations.',
  all: 'All songs',
  hidden: 'hidden',
  isHidden: 'Hidden from all lists.',
  hide: {
    action: 'Hide',
    explains:
      'From the next request on it is in no list of any instance, until it is shown again. Plays still count.',
  },
  show: {
    action: 'Show again',
    asks: (song: string) => `Show ${song} again?`,
    explains: 'It is in lists again from the next request on.',
  },
  audience: {
    action: 'Save as an audience',
    explains:
      'The most interested of them who may be contacted. It stays these users, whatever they hear later.',
    users: 'Users, at most',
    noListSize: 'From 1 to 10,000.',
    nameOf: (song: string) => `Should hear ${song}`.slice(0, 100),
  },
  users: 'Users who should hear it',
  usersNote:
    'Users who have already played or downloaded it are left out. The file has only those who may be contacted.',
  noUsers: 'No user of this band is left who has not played it.',
  singers: 'Singers',
  singersNote: 'Those with most listeners.',
  noSinger: 'The recommender knows no singer yet.',
  singerTitle: 'Singer',
  songsOf: 'Songs of this singer.',
  similarSingers: 'Similar singers',
  next: 'What comes after it',
  nextNote: 'For a radio, or the end of a playlist; singers are placed apart.',
  similar: 'Similar songs',
  similarNote: 'Liked by the same users, by cosine similarity of vectors: 1 is the most.',
};
