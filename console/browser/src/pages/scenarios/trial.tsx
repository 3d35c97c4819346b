import { useQuery } from '@tanstack/react-query';
import { useAddress } from '../../data/address.js';
import type { Recommender } from '../../data/contracts.js';
import { recommender } from '../../data/service.js';
import { Song } from '../../parts/cells.js';
import { Choice } from '../../parts/choice.js';
import { Answer } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { SearchField } from '../../parts/search-field.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import { scenariosTexts } from '../../texts/scenarios.js';

const words = scenariosTexts;

/** The songs of a user by a version next to those by the live one. @param versions newest first */
export function Trial({ of: name, versions }: { of: string; versions: readonly number[] }) {
  const address = useAddress();
  const userId = address.of('user') ?? '';
  const version = Number(address.of('version') ?? versions[0]);
  const answer = useQuery({
    ...recommender.query('/recommend/{userId}/scenarios/{name}/versions/{version}', {
      params: { path: { userId, name, version } },
    }),
    enabled: userId !== '',
  });
  return (
    <Section
      title={words.try}
      note={words.tryNote}
      actions={
        <Choice
          label={words.version}
          value={String(version)}
          options={versions.map((one) => [String(one), String(one)])}
          onChoose={(chosen) => address.change({ version: chosen })}
        />
      }
    >
      <SearchField label={words.user} value={userId} onSearch={(user) => address.change({ user })} />
      {userId !== '' && <Answer of={answer}>{(trial) => <BothLists of={trial} />}</Answer>}
    </Section>
  );
}

function BothLists({ of: { present, tried, changes } }: { of: Recommender['ScenarioTrialDto'] }) {
  const before = new Map(changes.map((change) => [change.songId, change.present]));
  const places = Array.from({ length: Math.max(present.songs.length, tried.songs.length) }, (_, n) => n);
  const songAt = (songs: typeof tried.songs, n: number) => songs[n] && <Song {...songs[n]} />;
  const change = (n: number) => {
    const place = before.get(tried.songs[n]?.songId ?? '');
    return place === undefined ? null : place === null ? words.entered : words.moved(place);
  };
  return (
    <>
      <p>
        {words.differs(changes.length)} <ServiceText>{tried.fallback}</ServiceText>
      </p>
      <Table
        rows={places}
        columns={[
          { name: '#', value: (n) => n + 1, isNumber: true },
          { name: words.present(present.version), value: (n) => songAt(present.songs, n), isText: true },
          { name: words.tried(tried.version!), value: (n) => songAt(tried.songs, n), isText: true },
          { name: words.change.action, value: change },
        ]}
      />
    </>
  );
}
