import { readMapping } from './read-mapping.js';
import type { Mapping } from './mapping-schema.js';

/** Mappings for the exports of well-known services. The exports of one listener name no user: it is `me`. */
const TEXTS = {
  'spotify-extended': `
name: spotify-extended
files: '*.json'
records: array
when:
  - { column: spotify_track_uri, present: true } # no podcasts, no videos
user: { first: [username], otherwise: me }
song: spotify_track_uri
title: master_metadata_track_name
singer: master_metadata_album_artist_name
time: { column: ts, marks: end }
seconds: { column: ms_played, unit: ms }
event: [ts, spotify_track_uri]
device: { column: platform, contains: { android: android, iphone: ios, ipad: ios, ios: ios, os x: mac, macos: mac } }
drop: [ip_addr_decrypted, ip_addr, user_agent_decrypted]
`,
  'spotify-account': `
name: spotify-account
files: 'StreamingHistory*.json'
records: array
user: { constant: me }
song: { hash: [artistName, trackName], lower: true }
title: trackName
singer: artistName
time: { column: endTime, marks: end }
seconds: { column: msPlayed, unit: ms }
event: [endTime, artistName, trackName, msPlayed]
`,
  lastfm: `
name: lastfm
files: '*.csv'
records: csv
user: { constant: me }
song: { hash: [artist, track], lower: true }
title: track
singer: artist
time: { column: uts, format: unix }
event: [uts, artist, track]
`,
  'lastfm-plain': `
name: lastfm-plain
files: '*.csv'
records: csv
header: [time, artist, album, track]
user: { constant: me }
song: { hash: [artist, track], lower: true }
title: track
singer: artist
time: { column: time, format: 'D MMM YYYY, HH:mm' }
event: [time, artist, track]
`,
  listenbrainz: `
name: listenbrainz
records: lines
each: payload
user: { first: [user_name], otherwise: me }
song: { hash: [track_metadata.artist_name, track_metadata.track_name], lower: true }
title: track_metadata.track_name
singer: track_metadata.artist_name
time: { column: listened_at, format: unix }
length: { column: track_metadata.additional_info.duration_ms, unit: ms }
event: [listened_at, track_metadata.artist_name, track_metadata.track_name]
`,
  'apple-music': `
name: apple-music
files: '*.csv'
records: csv
when:
  - { column: Event Type, is: [PLAY_END, ''] } # rows of older plays have none
  - { first: [Song Name, Content Name], present: true }
user: { constant: me }
song: { hash: [[Song Name, Content Name], [Album Name, Container Album Name]], lower: true }
title: { first: [Song Name, Content Name] }
singer: { first: [Artist Name, Container Artist Name] }
time:
  first: [Event Start Timestamp, Event Timestamp, Event End Timestamp]
  daysIn: { column: UTC Offset In Seconds, unit: s }
seconds: { column: Play Duration Milliseconds, unit: ms }
length: { column: Media Duration In Milliseconds, unit: ms }
event: [[Event Start Timestamp, Event Timestamp, Event End Timestamp], [Song Name, Content Name]]
`,
} as const;

/** Names and texts of the mappings that need no file. */
export const BUILT_IN_MAPPINGS: Readonly<Record<string, string>> = TEXTS;

export function builtInMapping(name: string): Mapping | null {
  return Object.hasOwn(BUILT_IN_MAPPINGS, name) ? readMapping(BUILT_IN_MAPPINGS[name]!) : null;
}
