import { CountEventsOfSongs1700000000108 } from '../../../migrations/1700000000108-count-events-of-songs.js';
import { ArchivesRepository } from '../../../apps/ingest-service/src/storage/archives.repository.js';
import { SongsRepository } from '../../../apps/ingest-service/src/storage/songs.repository.js';
import { closeLoaders, newLoader } from './loader.js';
import { download, makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';

afterAll(async () => {
  await closeLoaders();
  await removeLogsFolders();
});

it('counts the events of songs that were loaded before, merged or not, and keeps songs of dropped days', async () => {
  const loader = await newLoader();
  const { database } = loader;
  const logs = {
    '20170401_1_play.log': play(1, 1, 10) + play(2, 1, 10, 0) + play(1, 2, 10),
    '20170402_1_down.log': download(1, 1),
  };
  await loader.load(await makeLogsFolder(logs));
  const songs = async (): Promise<unknown[]> => await database.query('SELECT * FROM song ORDER BY song_id');
  const before = await songs();
  const migration = new CountEventsOfSongs1700000000108();
  const runner = database.dataSource.createQueryRunner();
  await migration.down(runner);
  expect(await songs()).toMatchObject([
    { song_id: '1', first_day: '2017-04-01', last_day: '2017-04-02' },
    { song_id: '2', first_day: '2017-04-01', last_day: '2017-04-01' },
  ]);
  // As a load leaves it that is killed before it merges songs: song 2 and a length of it.
  await database.query(
    `CREATE TABLE unmerged_songs_0_0 (song_id bigint NOT NULL, day date, seconds int, play_count int NOT NULL, naming text COLLATE "C")`,
  );
  await database.query(
    `INSERT INTO unmerged_songs_0_0 SELECT song_id, first_day, 200, 1, concat_ws(chr(1), named_in, title, singer)
     FROM song WHERE song_id = 2`,
  );
  await database.query('DELETE FROM song WHERE song_id = 2');
  // Of a day that was dropped.
  await database.query(
    `INSERT INTO song (song_id, first_day, last_day, length_seconds, lengths, length_plays)
     VALUES (3, '2017-03-01', '2017-03-01', 100, '{100,200}', '{3,2}'), (4, '2017-03-01', '2017-03-01', NULL, NULL, NULL)`,
  );
  await migration.up(runner);
  await runner.release();
  await new SongsRepository(new ArchivesRepository(database)).mergeLeft();
  const [third, fourth] = (await songs()).splice(2);
  expect(third).toMatchObject({ song_id: '3', event_count: 5, lengths: [100, 200] });
  expect(fourth).toMatchObject({ song_id: '4', event_count: 1 });
  expect((await songs()).slice(0, 2)).toEqual(before);
});
