/**
 * Words from which titles, artists and queries are made up. No title, artist or person of the real world is
 * meant.
 */
export const HAN_WORDS =
  '星河 晚风 远方 雨夜 青春 海岸 故事 云朵 月光 旧街 山谷 火车 夏天 北方 南城 回声 纸船 灯塔 微光 梦境 草原 沙漠 玫瑰 蝴蝶 归途 初见 告白 秘密 时差 候鸟 岛屿 落叶 雪花 流年 城市 孤单 拥抱 眼泪 微笑 天空 大地 花海 日出 黄昏 深蓝 彩虹 清晨 午夜 信件 钟声 树影 江水 长桥 酒馆 舞步 琴弦 小镇 春风 秋千 冬日'.split(
    ' ',
  );
export const HAN_LINKS = ['的', '与', '里的', '之', '在', '不再', '终于', '一起看', '我和', '没有'];
export const LATIN_WORDS =
  'River Echo Summer Silver Paper Lantern Harbor Midnight Golden Falling Wild Quiet Velvet Mirror Thunder Ocean Winter Garden Electric Distant Broken Shadow Morning Satellite Crystal Paradise Neon Highway Feather Ember'.split(
    ' ',
  );
export const KANA_WORDS =
  'さくら ひかり そら ゆめ かぜ うみ ほし よる なつ ふゆ こころ きみ みらい メロディ リズム カレンダー スカイ ブルー'.split(
    ' ',
  );
export const TITLE_ENDINGS = [
  '(Live)',
  '(DJ版)',
  '(伴奏)',
  '-(电视剧《长桥》插曲)',
  '-(电影《灯塔》主题曲)',
  '(Remix)',
  '(女声版)',
];
/** Titles as the original wrote them: with HTML entities and an escaped slash. */
export const ENTITY_ENDINGS = [
  ' &amp; Friends',
  ' It&apos;s Time',
  '&lt; &lt;',
  ' \\/ Intro',
  ' &quot;Demo&quot;',
];
export const BAND_ENDINGS = ['乐队', '组合', '合唱团', '工作室', '少年', '电台'];
export const QUERY_WORDS = ['mc', 'dj', 'live', 'remix', 'edm', '铃声', '儿歌', '广场舞', '轻音乐', '伴奏'];
