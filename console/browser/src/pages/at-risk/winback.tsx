import type { RecommenderComponents } from '../../data/contracts.js';
import { useAddress } from '../../data/address.js';
import { csvOf } from '../../data/csv.js';
import { everyPage, usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { BandBadge, BandChoice } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { USER } from '../../parts/columns.js';
import { ListFile } from '../../parts/list-file.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Song } from '../../parts/song.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { SONG_COLUMNS, songCells } from './plan-file.js';

type User = RecommenderComponents['schemas']['WinbackUserDto'];
const words = texts.atRisk.winback;

const COLUMNS: readonly Column<User>[] = [
  USER,
  { name: words.columns.risk, value: ({ churnProbability }) => share(churnProbability), isNumber: true },
  { name: words.columns.band, value: ({ churnBand }) => <BandBadge band={churnBand} /> },
  {
    isText: true,
    name: words.columns.songs,
    value: ({ songs }) => (
      <ul className="stack">
        {songs.map((song) => (
          <li key={song.songId}>
            <Song {...song} />
          </li>
        ))}
      </ul>
    ),
  },
];

/** Whom to win back, and with which songs. */
export function Winback() {
  const { of, change } = useAddress();
  const band = of('winback') as Band | undefined;
  const ask = (limit: number, cursor: string | undefined) =>
    recommender.send('get', '/recommend/winback', { params: { query: { limit, songs: 3, band, cursor } } });
  const pages = usePages(['recommender', '/recommend/winback', band], (cursor) => ask(4, cursor));
  const content = async () => {
    const rows = await everyPage(
      (cursor) => ask(200, cursor),
      ({ users }) =>
        users.map((user) => [user.userId, user.churnProbability, user.churnBand, ...songCells(user.songs)]),
    );
    return csvOf([['user_id', 'probability', 'band', ...SONG_COLUMNS], ...rows]);
  };
  return (
    <Section
      isFolded
      title={words.title}
      note={words.note}
      actions={
        <>
          <BandChoice band={band} onChoose={(winback) => change({ winback })} />
          <ListFile label={texts.lists.asFile} fileName={`winback-${band ?? 'all'}.csv`} content={content} />
        </>
      }
    >
      <PagedTable
        of={pages}
        rows={({ users }) => users}
        columns={COLUMNS}
        empty={pages.data?.pages[0]?.reason ?? words.nobody}
      />
    </Section>
  );
}
