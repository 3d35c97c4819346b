import { gzipSync } from 'node:zlib';
import { useIngestApp } from './ingest-app.js';
import { tarGz } from './logs-folder.js';

// Lines of the original logs. A middle dot stands for a blank, an arrow for a tab, as printed in the notebooks that
// showed them; the address was masked there, and the long title was cut there.
const MARCH_PLAYS = [
  '264715',
  '290416',
  '154422682·→ar·→20870993·→1·→用情·→狮子合唱团·→22013·→332·→0',
  '154421907·→ip·→6560858·→0·→表情不要悲伤·→伯贤&D.O.&张艺兴&朴灿烈·→96·→161·→0',
  "154422630·→ar·→3385963·→1·→Baby, Don't Cry(人鱼的眼泪)·→EXO·→235868·→235·→0",
  '154422626·→ar·→3198036·→1·→只唱给你听·→SpeXial·→275249·→0·→0',
  '154750654·→ar·→10740680·→0·→胸是软绵绵的·→MC马克·→76·→0·→0',
  '154829204·→ar·→6112434·→0·→草原一枝花(22秒铃声版)\r·→乌兰图雅·→2·→22·→0',
];
const HEAD = '154829204·→ar·→6112434·→0·→草原一枝花(22秒铃声版)';
const TAIL = '·→乌兰图雅·→2·→22·→0';
const BROKEN_PLAYS = [HEAD, TAIL, HEAD, MARCH_PLAYS[6]!, TAIL];
const PLAYS = [
  '168547035→ar→2835290→2→江南Style(纽约版)→Psy→111>=(203.0.113.7)TM→0→0',
  '168550892→ar→23491655→0→裂心→林志炫→254→254→0',
  '168549788→ip→295469→0→凡人歌→高胜美→16→242→0',
  '168550496→ar→12495422→0→收好，你们要的高中数学课→3D奇妙听觉馆→369→2747→0',
  '168540348→ar→77260→0→美酒加咖啡-(电影《路边野餐》插曲)→邓丽君→64528→0→0',
  '168530895→ar→0→1→Crave(Alex Presto...→Dia Frampton→264→265→0',
];
const LONG_TITLE = 'なんでもないや-[没什么大不了](Movie Ver.)-(动画电影《你的名字。》片尾曲)';
const DOWNLOADS = [
  '168019810·→ar·→442554·→小酒窝·→林俊杰&蔡卓妍·→0',
  `168019810·→ar·→9327383·→${LONG_TITLE}·→RADWIMPS·→0`,
  '167654366·→ip·→399860·→·→·→0',
];
const MARCH_SEARCHES = [
  '154436633·→ip·→2017-03-01 00:00:24·→%e9%83%ad%e5%be%b7%e7%ba%b2',
  '154407252·→ar·→2017-03-01 00:00:55·→%E6%88%91%E8%A6%81%E5%88%9B%E4%B8%9A++%E5%94%90%E8%8E%89%E7%BE%A4',
];
const SEARCHES = [
  '168014864·→ar·→2017-03-31 00:00:05·→mc',
  '167839162·→ar·→2017-03-31 00:00:04·→%E5%8D%83%E9%87%8C%E4%B9%8B%E5%A4%96',
];

const raw = (lines: string[]): string =>
  lines.map((line) => `${line.replaceAll('·', ' ').replaceAll('→', '\t')}\n`).join('');

/** Names as in the original set. */
const archives = async () => ({
  '20170301_play.log.gz': gzipSync(raw(MARCH_PLAYS)),
  '20170309_play.log': Buffer.from(raw(BROKEN_PLAYS)),
  '20170330_4_play.log.tar.gz': await tarGz(raw(PLAYS)),
  '20170330_4_down.log.tar.gz': await tarGz(raw(DOWNLOADS)),
  '1_1_search.log.tar.gz': await tarGz(raw(MARCH_SEARCHES)),
  '20170331_4_search.log.tar.gz': await tarGz(raw(SEARCHES)),
});

let loaded: Record<string, unknown>;

const ingest = useIngestApp(archives);

beforeAll(async () => {
  loaded = (await ingest.runJob('/admin/ingest/archives', { path: '.' })).result;
});

async function rows(sql: string): Promise<unknown[][]> {
  const found = await ingest.testDatabase.database.query<Record<string, unknown>>(sql);
  return found.map((row) => Object.values(row));
}

describe('the lines of the original logs', () => {
  it('are counted by reason and by repair', () => {
    expect(loaded).toMatchObject({
      archives: { loaded: 6, partial: 0, refused: 0, duplicate: 0, unchanged: 0 },
      reasons: {},
      events: { play: 14, download: 3, search: 4 },
      lines: 25,
      rejected: { count_line: 2, broken_row: 2 },
      repaired: {
        play_seconds_absurd: 3,
        play_seconds_milliseconds: 1,
        play_seconds_address: 1,
        song_id_unknown: 1,
        line_break_removed: 1,
        row_joined: 1,
        query_percent_decoded: 3,
      },
    });
  });

  it('are stored as plays, exactly', async () => {
    const plays = await rows(
      `SELECT e.day, user_id, device, song_id, song_type, play_seconds, song_seconds FROM play_event e
       ORDER BY 1, 2`,
    );
    expect(plays).toEqual([
      ['2017-03-01', '154421907', 2, '6560858', 0, 96, 161],
      ['2017-03-01', '154422626', 1, '3198036', 1, null, 0],
      ['2017-03-01', '154422630', 1, '3385963', 1, 236, 235],
      ['2017-03-01', '154422682', 1, '20870993', 1, null, 332],
      ['2017-03-01', '154750654', 1, '10740680', 0, 76, 0],
      ['2017-03-01', '154829204', 1, '6112434', 0, 2, 22],
      ['2017-03-09', '154750654', 1, '10740680', 0, 76, 0],
      ['2017-03-09', '154829204', 1, '6112434', 0, 2, 22],
      ['2017-03-30', '168530895', 1, null, 1, 264, 265],
      ['2017-03-30', '168540348', 1, '77260', 0, null, 0],
      ['2017-03-30', '168547035', 1, '2835290', 2, 111, 0],
      ['2017-03-30', '168549788', 2, '295469', 0, 16, 242],
      ['2017-03-30', '168550496', 1, '12495422', 0, 369, 2747],
      ['2017-03-30', '168550892', 1, '23491655', 0, 254, 254],
    ]);
  });

  it('are stored as downloads and searches, exactly', async () => {
    const downloads = await rows(
      `SELECT e.day, user_id, device, song_id FROM download_event e
       ORDER BY user_id, song_id`,
    );
    expect(downloads).toEqual([
      ['2017-03-30', '167654366', 2, '399860'],
      ['2017-03-30', '168019810', 1, '442554'],
      ['2017-03-30', '168019810', 1, '9327383'],
    ]);
    const searches = await rows(
      `SELECT e.day, user_id, device, searched_at::text, query FROM search_event e
       ORDER BY user_id`,
    );
    expect(searches).toEqual([
      ['2017-03-01', '154407252', 1, '2017-03-01 00:00:55', '我要创业  唐莉群'],
      ['2017-03-01', '154436633', 2, '2017-03-01 00:00:24', '郭德纲'],
      ['2017-03-31', '167839162', 1, '2017-03-31 00:00:04', '千里之外'],
      ['2017-03-31', '168014864', 1, '2017-03-31 00:00:05', 'mc'],
    ]);
  });

  it('name songs, with titles and singers as people wrote them', async () => {
    const songs = await rows(
      `SELECT song_id, title, singer, length_seconds FROM song
       ORDER BY song_id`,
    );
    expect(songs).toEqual([
      ['77260', '美酒加咖啡-(电影《路边野餐》插曲)', '邓丽君', null],
      ['295469', '凡人歌', '高胜美', 242],
      ['399860', null, null, null],
      ['442554', '小酒窝', '林俊杰&蔡卓妍', null],
      ['2835290', '江南Style(纽约版)', 'Psy', null],
      ['3198036', '只唱给你听', 'SpeXial', null],
      ['3385963', "Baby, Don't Cry(人鱼的眼泪)", 'EXO', 235],
      ['6112434', '草原一枝花(22秒铃声版)', '乌兰图雅', 22],
      ['6560858', '表情不要悲伤', '伯贤&D.O.&张艺兴&朴灿烈', 161],
      ['9327383', LONG_TITLE, 'RADWIMPS', null],
      ['10740680', '胸是软绵绵的', 'MC马克', null],
      ['12495422', '收好，你们要的高中数学课', '3D奇妙听觉馆', 2747],
      ['20870993', '用情', '狮子合唱团', 332],
      ['23491655', '裂心', '林志炫', 254],
    ]);
  });

  it('leave no address in any table', async () => {
    const { database } = ingest.testDatabase;
    const tables = await database.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^pg_' AND nspname <> 'information_schema'`,
    );
    const names = tables.map(({ name }) => name);
    for (const table of ['archive', 'play_event', 'search_event', 'song', 'job_progress', 'job_queue.job']) {
      expect(names).toContain(table);
    }
    for (const name of names) {
      // Lines that are kept as examples show a 9 for every digit: 999.9.999.9 is no address.
      const found = await database.query(
        `SELECT t::text FROM ${name} AS t
         WHERE regexp_replace(t::text, '9{1,3}(\\.9{1,3}){3}', '', 'g') ~ '\\d{1,3}(\\.\\d{1,3}){3}' LIMIT 5`,
      );
      expect([name, found]).toEqual([name, []]);
    }
  });
});
