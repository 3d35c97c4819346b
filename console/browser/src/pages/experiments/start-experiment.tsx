import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Version } from '../../data/models.js';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { experimentsTexts } from '../../texts/experiments.js';
import { PlannedSize } from './planned-size.js';
import styles from './start-experiment.module.css';

const words = experimentsTexts;
const SHARES = [0.05, 0.1, 0.25, 0.5];

/** Tries a version that is ready next to the live one. */
export function StartExperiment() {
  return <AdminAction label={words.start}>{(close) => <StartDialog onClose={close} />}</AdminAction>;
}

function StartDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const versions = useQuery(
    recommender.query('/recommend/models', { params: { query: { page: 1, limit: 50 } } }),
  );
  const models = versions.data?.models ?? [];
  const others = models.filter(({ state }) => state === 'ready');
  const [chosen, setChosen] = useState<number>();
  const [name, setName] = useState('');
  const [part, setPart] = useState(SHARES[1]!);
  const version = chosen ?? others[0]?.version;
  const starting = useMutation({
    mutationFn: (challengerVersion: number) =>
      recommender.send('post', '/admin/recommender/experiments', {
        body: { name, challengerVersion, share: part },
      }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ['recommender'] });
    },
  });
  const isReady = version !== undefined && name.trim() !== '';
  return (
    <Confirm
      title={words.startAsks}
      action={words.start}
      isBusy={starting.isPending || !isReady}
      problem={starting.error ?? versions.error}
      onConfirm={() => isReady && starting.mutate(version)}
      onClose={onClose}
    >
      {versions.data !== undefined && others.length === 0 ? (
        <p>{words.noVersion}</p>
      ) : (
        <div className={styles.fields}>
          <label>
            {words.columns.name}
            <input value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
          </label>
          <label>
            {words.columns.version}
            <select value={version} onChange={({ target }) => setChosen(Number(target.value))}>
              {others.map(({ version: number, model }) => (
                <option key={number} value={number}>
                  {words.versionNamed(number, model)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.columns.share}
            <select value={part} onChange={({ target }) => setPart(Number(target.value))}>
              {SHARES.map((one) => (
                <option key={one} value={one}>
                  {share(one, 0)}
                </option>
              ))}
            </select>
          </label>
          <PlannedSize part={part} />
          <p>{words.startExplains}</p>
        </div>
      )}
      <Untriable versions={models.filter(({ state }) => state === 'refused' || state === 'retired')} />
    </Confirm>
  );
}

type Listed = Pick<Version, 'version' | 'state' | 'gate'>;
const SHOWN = 5;

/** Why other versions cannot be tried: the gate refused them, or only their report is kept. */
function Untriable({ versions }: { versions: readonly Listed[] }) {
  if (versions.length === 0) return null;
  return (
    <div>
      <p>{words.untriable}</p>
      <ul>
        {versions.slice(0, SHOWN).map(({ version, state, gate }) => (
          <li key={version}>
            {words.whyNot(version, state === 'retired' ? null : failedLineOf(gate.reasons))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The check that refused it: others begin with Passed. */
function failedLineOf(reasons: readonly string[]): string {
  return reasons.find((reason) => !reason.startsWith('Passed')) ?? '';
}
