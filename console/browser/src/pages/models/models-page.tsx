import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { MODEL_KINDS, pageOfVersion, useModels, verdictOf } from '../../data/models.js';
import type { ModelKind } from '../../data/models.js';
import { measure } from '../../format/numbers.js';
import { Badge } from '../../parts/badge.js';
import { Ago } from '../../parts/cells.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { ServiceText } from '../../parts/service-text.js';
import { StartJob } from '../jobs/start-job.js';
import { RollBack } from './promotion.js';

const words = texts.models;

/** Which versions answer, how good are they, and what did the gate say of the others? */
export default function ModelsPage() {
  return (
    <Page title={texts.navigation.models} lead={words.lead}>
      {MODEL_KINDS.map((kind) => (
        <VersionsOf key={kind} kind={kind} />
      ))}
    </Page>
  );
}

function VersionsOf({ kind }: { kind: ModelKind }) {
  const models = useModels(kind);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [, navigate] = useLocation();
  const shadow = models.data?.shadow;
  const live = models.data?.versions.find(({ state }) => state === 'live');
  // Two at a time: a third takes the place of the one that was chosen first.
  const choose = (version: number, isChosen: boolean) =>
    setChosen(isChosen ? [...chosen, version].slice(-2) : chosen.filter((other) => other !== version));
  return (
    <ListSection
      title={words.kinds[kind]}
      note={
        <ServiceText>
          {shadow === undefined ? words.notes[kind] : `${words.notes[kind]} ${words.shadow.note(shadow)}`}
        </ServiceText>
      }
      actions={
        <>
          <button
            type="button"
            disabled={chosen.length < 2}
            onClick={() =>
              navigate(`${pageOfVersion(kind, Math.max(...chosen))}/beside/${Math.min(...chosen)}`)
            }
          >
            {words.compare}
          </button>
          <RollBack kind={kind} live={live?.version ?? null} />
          <StartJob kind={`${kind}.retrain`} />
        </>
      }
      of={models}
      rows={({ versions }) =>
        versions.map((one) => ({
          compare: (
            <input
              type="checkbox"
              aria-label={words.chooseVersion(one.version)}
              checked={chosen.includes(one.version)}
              onChange={({ target }) => choose(one.version, target.checked)}
            />
          ),
          version: <Link href={pageOfVersion(kind, one.version)}>{words.version(one.version)}</Link>,
          state: (
            <>
              <Badge state={one.state} /> {one.version === shadow?.version && <Badge state="shadow" />}
            </>
          ),
          trained: <Ago at={one.createdAt} />,
          trainedOnLogsUpTo: one.dataTo,
          [words.measureOf[kind]]: measure(one.measure),
          gate: verdictOf(one),
        }))
      }
      empty={() => words.none}
    />
  );
}
