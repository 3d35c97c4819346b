import { useState } from 'react';
import { Link } from 'wouter';
import { holeSubject, useAcknowledgements } from '../../data/acknowledgements.js';
import type { IngestComponents } from '../../data/contracts.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Acknowledge, saidOf } from '../../parts/acknowledge.js';
import { Fold } from '../../parts/fold.js';
import { ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';

type CoveredDay = IngestComponents['schemas']['CoverageDayDto'];
const words = dataTexts;
const SHOWN = 6;

/** What is missing of which days, newest first, and what can be done about each: load, delete, or know it. */
export function Holes({ holes }: { holes: readonly CoveredDay[] }) {
  const [shown, setShown] = useState(SHOWN);
  const known = useAcknowledgements();
  const title = words.holes(count(holes.length));
  const notedOf = (hole: CoveredDay) => known?.get(holeSubject(hole));
  const nameOf = (hole: CoveredDay) => `${day(hole.day)}, ${texts.kinds[hole.kind]}`;
  return (
    <Fold summary={<h3>{title}</h3>}>
      <p>{words.holesNote}</p>
      <Table<CoveredDay>
        caption={title}
        columns={[
          { name: words.columns.day, value: (hole) => day(hole.day) },
          { name: words.columns.kind, value: ({ kind }) => texts.kinds[kind] },
          {
            isText: true,
            name: words.columns.missing,
            value: (hole) => {
              const noted = notedOf(hole);
              return (
                <>
                  <ServiceText>{hole.reason}</ServiceText>
                  {noted !== undefined && <p>{saidOf(noted)}</p>}
                </>
              );
            },
          },
          {
            name: words.columns.archives,
            value: (hole) => (
              <Link href={`/data?day=${hole.day}`} aria-label={words.archivesOfDay(day(hole.day))}>
                {words.showArchives}
              </Link>
            ),
          },
          {
            name: words.columns.actions,
            isAction: true,
            value: (hole) => (
              <Acknowledge subjects={[holeSubject(hole)]} found={nameOf(hole)} noted={notedOf(hole)} />
            ),
          },
        ]}
        rows={holes.toReversed().slice(0, shown)}
        keyOf={({ day: of, kind }) => `${of} ${kind}`}
      />
      {holes.length > shown && (
        <div>
          <button type="button" onClick={() => setShown(shown + SHOWN)}>
            {texts.lists.more}
          </button>
        </div>
      )}
    </Fold>
  );
}
