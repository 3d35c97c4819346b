import type { ReactNode } from 'react';
import { missedChecks, useModels } from '../../data/models.js';
import type { ListedVersion } from '../../data/models.js';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { NAMED_FIELDS } from '../../parts/field.js';
import { texts } from '../../texts.js';
import { experimentsTexts } from '../../texts/experiments.js';

const words = experimentsTexts;
const SHARES = ['0.05', '0.1', '0.25', '0.5'];

/** Tries a version of the model that is ready next to the live one. */
export function StartExperiment() {
  const models = useModels('recommender').data?.versions ?? [];
  const ready = models.filter(({ state }) => state === 'ready').map(({ version }) => version);
  return (
    <TryVersion versions={ready}>
      <Untriable versions={models.filter(({ state }) => state === 'refused' || state === 'retired')} />
    </TryVersion>
  );
}

/** Tries one of some versions, newest first, next to the live one. @param scenario absent: versions of the model */
export function TryVersion({
  versions,
  scenario,
  children,
}: {
  versions: readonly number[];
  scenario?: string;
  children?: ReactNode;
}) {
  const [newest] = versions;
  const fields = {
    name: NAMED_FIELDS.name,
    version: {
      label: words.version,
      options: versions.map((version) => [String(version), texts.models.version(version)] as const),
      initial: String(newest),
    },
    part: {
      label: words.share,
      options: SHARES.map((one) => [one, share(Number(one), 0)] as const),
      initial: SHARES[1]!,
    },
    planned: { label: words.planned, type: 'number' as const, initial: '10000', isOptional: true },
  };
  return (
    <ConfirmedAction
      words={words.start}
      fields={newest === undefined ? undefined : fields}
      isReady={newest !== undefined}
      run={({ name, version, part, planned }) =>
        recommender.send('post', '/admin/recommender/experiments', {
          body: {
            name,
            ...(scenario !== undefined && { scenario }),
            challengerVersions: [Number(version)],
            share: Number(part),
            ...(planned !== '' && { plannedImpressions: Number(planned) }),
          },
        })
      }
    >
      <p>{newest === undefined ? words.noVersion(scenario) : words.startExplains}</p>
      {children}
    </ConfirmedAction>
  );
}

const SHOWN = 5;

/** Why other versions cannot be tried: the gate refused them, or only their report is kept. */
function Untriable({ versions }: { versions: readonly ListedVersion[] }) {
  if (versions.length === 0) return null;
  return (
    <div>
      <p>{words.untriable}</p>
      <ul>
        {versions.slice(0, SHOWN).map(({ version, state, gate }) => (
          <li key={version}>
            {words.whyNot(version, state === 'retired' ? null : (missedChecks(gate)[0] ?? ''))}
          </li>
        ))}
      </ul>
    </div>
  );
}
