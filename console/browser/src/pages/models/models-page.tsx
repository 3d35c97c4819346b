import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { MODEL_KINDS, useModels } from '../../data/models.js';
import type { ListedVersion, ModelKind } from '../../data/models.js';
import { measure } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Ago } from '../../parts/columns.js';
import { Page, Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { StartJob } from '../jobs/start-job.js';
import { RollBack } from './promotion.js';
import { pathOfVersion, verdictOf, VersionState } from './version-state.js';

const words = texts.models;

/** Which versions answer, how good are they, and what did the gate say of the others? */
export default function ModelsPage() {
  return (
    <Page title={words.title} lead={words.lead}>
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
  const live = models.data?.versions.find(({ state }) => state === 'live');
  // Two at a time: a third takes the place of the one that was chosen first.
  const choose = (version: number, isChosen: boolean) =>
    setChosen(isChosen ? [...chosen, version].slice(-2) : chosen.filter((other) => other !== version));
  return (
    <Section
      title={words.kinds[kind]}
      note={words.notes[kind]}
      actions={
        <>
          <button
            type="button"
            disabled={chosen.length < 2}
            onClick={() =>
              navigate(`${pathOfVersion(kind, Math.max(...chosen))}/beside/${Math.min(...chosen)}`)
            }
          >
            {words.compare}
          </button>
          <RollBack kind={kind} live={live?.version ?? null} />
          <StartJob kind={`${kind}.retrain`} />
        </>
      }
    >
      <Answer of={models}>
        {({ versions }) => (
          <Table columns={columnsOf(kind, chosen, choose)} rows={versions} empty={words.none} />
        )}
      </Answer>
    </Section>
  );
}

function columnsOf(
  kind: ModelKind,
  chosen: readonly number[],
  choose: (version: number, isChosen: boolean) => void,
): Column<ListedVersion>[] {
  const { columns } = words;
  return [
    {
      name: columns.compare,
      value: ({ version }) => (
        <input
          type="checkbox"
          aria-label={words.chooseVersion(version)}
          checked={chosen.includes(version)}
          onChange={({ target }) => choose(version, target.checked)}
        />
      ),
    },
    {
      name: columns.version,
      value: ({ version }) => <Link href={pathOfVersion(kind, version)}>{words.version(version)}</Link>,
    },
    { name: columns.state, value: ({ state }) => <VersionState state={state} /> },
    { name: columns.trained, value: ({ createdAt }) => <Ago at={createdAt} /> },
    { name: columns.dataTo, value: ({ dataTo }) => (dataTo === null ? '' : day(dataTo)) },
    { name: words.measureOf[kind], value: (version) => measure(version.measure), isNumber: true },
    { name: columns.gate, value: verdictOf },
  ];
}
