import { useAddress } from '../../data/address.js';
import { csvOf } from '../../data/csv.js';
import { everyPage, usePages } from '../../data/pages.js';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { Badge } from '../../parts/badge.js';
import { BandChoice } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { Songs, User } from '../../parts/cells.js';
import { LeftOut } from '../../parts/left-out.js';
import { ListFile } from '../../parts/list-file.js';
import { Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { texts } from '../../texts.js';
import { SONG_COLUMNS, songCells } from './plan-file.js';

const words = texts.atRisk.winback;

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
      <LeftOut of={pages.data?.pages[0]?.leftOut} />
      <PagedTable
        of={pages}
        rows={({ users }) =>
          users.map((user) => ({
            user: <User id={user.userId} />,
            churnRisk: share(user.churnProbability),
            band: <Badge state={user.churnBand} />,
            songs: <Songs of={user.songs} />,
          }))
        }
        empty={pages.data?.pages[0]?.reason ?? words.nobody}
      />
    </Section>
  );
}
