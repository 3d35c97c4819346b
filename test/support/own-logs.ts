import { parquetWriteBuffer } from 'hyparquet-writer';

const lines = (...records: object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** Small files of the forms that docs/own-logs.md shows, by the name of their mapping. */
export const OWN_LOGS: Record<string, Record<string, string | Buffer>> = {
  'spotify-extended': {
    'Streaming_History_Audio_2019_0.json': JSON.stringify([
      {
        ...{ ts: '2019-03-02T00:01:10Z', username: 'ann', platform: 'Android OS 11', ms_played: 215_432 },
        ...{ ip_addr_decrypted: '203.0.113.9', master_metadata_track_name: 'Hello, "World"' },
        ...{ master_metadata_album_artist_name: 'Ann & Bob', spotify_track_uri: 'spotify:track:1' },
      },
      {
        ...{ ts: '2019-03-02T10:00:00Z', username: 'ann', platform: 'ios', ms_played: 0 },
        ...{ master_metadata_track_name: '歌', master_metadata_album_artist_name: '歌手' },
        spotify_track_uri: 'spotify:track:2',
      },
      { ts: '2019-03-02T11:00:00Z', username: 'ann', ms_played: 99, spotify_track_uri: null },
      { ts: 'yesterday', username: 'ann', ms_played: 99, spotify_track_uri: 'spotify:track:2' },
    ]),
  },
  'spotify-account': {
    'StreamingHistory_music_0.json': JSON.stringify(
      [
        { endTime: '2023-04-02 00:01', artistName: 'A', trackName: 'T', msPlayed: 180_000 },
        { endTime: '2023-04-02 21:58', artistName: 'a', trackName: 't', msPlayed: 1_000 },
      ],
      null,
      2,
    ),
    'Playlist1.json': '{"playlists":[]}',
  },
  lastfm: {
    'scrobbles.csv':
      'uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n' +
      '"1674553320","24 Jan 2023, 09:42","A, B","","Album","","Track",""\n' +
      '"0","01 Jan 1970, 00:00","A, B","","Album","","Track",""\n',
  },
  'lastfm-plain': {
    'plain.csv': '"24 Jan 2023, 09:42","A, B",Album,Track\n"2 Feb 2023, 10:00",A,Album,Track\n',
  },
  listenbrainz: {
    'listens.jsonl': lines(
      {
        listened_at: 1_674_553_320,
        user_name: 'ann',
        track_metadata: { artist_name: 'A', track_name: 'T', additional_info: { duration_ms: 200_100 } },
      },
      {
        listen_type: 'import',
        payload: [
          { listened_at: 1_674_553_500, track_metadata: { artist_name: 'A', track_name: 'U' } },
          { listened_at: null, track_metadata: { artist_name: 'A', track_name: 'U' } },
        ],
      },
    ),
  },
  'apple-music': {
    'Apple Music Play Activity.csv':
      'Artist Name,Album Name,Song Name,Container Artist Name,Event Type,Event Start Timestamp,Play Duration Milliseconds,Media Duration In Milliseconds\n' +
      'A,L,S,,PLAY_END,2022-05-01T20:15:00.123Z,180000,200000\n' +
      ',L,S,C,PLAY_END,2022-05-02T20:15:00Z,-1,200000\n' +
      ',,,,LYRIC_DISPLAY,2022-05-02T20:15:00Z,,\n',
    'Apple Music - Play Activity.csv':
      '"Content Name","Album Name","Container Artist Name","Event Type","Event Start Timestamp","Event Timestamp","Play Duration Milliseconds","Media Duration In Milliseconds","UTC Offset In Seconds"\n' +
      '"S","L","C","","2023-05-01T20:15:00Z","","180000","200000","32400"\n' +
      '"S","L","C","PLAY_END","","2023-05-03T20:15:00.5Z","180000","200000",""\n' +
      '"S","L","C","PLAY_START","2023-05-03T20:15:00Z","","0","200000",""\n',
  },
  'our-events': {
    'events.parquet': Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: 'event', data: ['stream', 'save', 'query', 'stream', 'login'], type: 'STRING' },
          { name: 'user_id', data: ['u/1', 'u/1', 'u/2', 'u/2', 'u/2'], type: 'STRING' },
          { name: 'track_id', data: ['t1', 't1', null, 't2', null], type: 'STRING' },
          { name: 'text', data: [null, null, 'two words', null, null], type: 'STRING' },
          {
            name: 'at',
            data: [0, 1, 2, 3, 4].map((day) => new Date(Date.UTC(2024, 1, 27 + day, 12))),
            type: 'TIMESTAMP',
          },
          { name: 'played_ms', data: [90_000, null, null, 30_400, null], type: 'DOUBLE' },
        ],
      }),
    ),
  },
};
