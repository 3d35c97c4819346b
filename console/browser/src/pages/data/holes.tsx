import { useState } from 'react';
import { Link } from 'wouter';
import { holeSubject, useAcknowledgements } from '../../data/acknowledgements.js';
import type { Ingest } from '../../data/contracts.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Acknowledge, saidOf } from '../../parts/acknowledge.js';
import { Fold } from '../../parts/fold.js';
import { Records, Wrapped } from '../../parts/records.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { dataTexts } from '../../texts/data.js';

type CoveredDay = Ingest['CoverageDayDto'];
const words = dataTexts;
const SHOWN = 6;

/** What is missing of which days, newest first, and what can be done about each: load, delete, or know it. */
export function Holes({ holes }: { holes: readonly CoveredDay[] }) {
  const [shown, setShown] = useState(SHOWN);
  const known = useAcknowledgements();
  const title = words.holes(
    count(holes.length),
    count(holes.filter((hole) => known?.has(holeSubject(hole))).length),
  );
  const newest = holes.toReversed().slice(0, shown);
  const rowOf = (hole: CoveredDay) => {
    const noted = known?.get(holeSubject(hole));
    return {
      day: hole.day,
      kind: texts.kinds[hole.kind],
      missing: (
        <Wrapped>
          <ServiceText>{hole.reason}</ServiceText>
          {noted !== undefined && <p>{saidOf(noted)}</p>}
        </Wrapped>
      ),
      archives: (
        <Link href={`/data?day=${hole.day}`} aria-label={words.archivesOfDay(day(hole.day))}>
          {words.showArchives}
        </Link>
      ),
      actions: (
        <Acknowledge
          subjects={[holeSubject(hole)]}
          found={`${day(hole.day)}, ${texts.kinds[hole.kind]}`}
          noted={noted}
        />
      ),
    };
  };
  return (
    <Fold summary={<h3>{title}</h3>}>
      <p>{words.holesNote}</p>
      <Records caption={title} rows={newest.map(rowOf)} keys={newest.map(holeSubject)} />
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
