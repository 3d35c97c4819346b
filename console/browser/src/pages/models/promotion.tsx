import { chooseShadow, promote, rollBack, useModels, useVersion } from '../../data/models.js';
import type { ModelKind, VersionDetail } from '../../data/models.js';
import { measure } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';

const words = texts.models.promotion;

interface Promotion {
  kind: ModelKind;
  version: VersionDetail;
  live: number | null;
}

/** Makes a version live, after saying what will be different. */
export function Promote({ kind, version: { version, state, gate }, live }: Promotion) {
  const didNotPass = state === 'refused';
  return (
    <ConfirmedAction
      words={{
        action: words.promote,
        confirm: didNotPass ? words.promoteAnyway : words.promote,
        asks: words.promoteTitle(version),
      }}
      obstacle={gate.leaks ? words.leaks : words.obstacles[state]}
      isDanger={didNotPass && !gate.undecided}
      fields={didNotPass ? { accept: words.why } : undefined}
      run={({ accept }) =>
        promote(kind, version, {
          ...(didNotPass ? { accept } : {}),
          ...(live === null ? {} : { from: live }),
        })
      }
    >
      <p>{live === null ? words.first(version) : words.replaces(version, live)}</p>
      {live !== null && <Difference kind={kind} of={version} beside={live} />}
      {didNotPass && <p>{gate.undecided ? words.undecided : words.refused}</p>}
      <p>{words.effects[kind]}</p>
      <p>{words.wayBack}</p>
    </ConfirmedAction>
  );
}

/** Lets a version of the churn model that bands use score beside the live one, or no more. */
export function ShadowSwitch({ kind, version: { version, state, gate } }: Omit<Promotion, 'live'>) {
  const shadow = useModels(kind).data?.shadow;
  if (shadow === undefined) return null;
  const isShadow = shadow.version === version;
  const { begin, end, obstacles } = words.shadow;
  return (
    <ConfirmedAction
      words={isShadow ? end(version) : begin(version)}
      obstacle={gate.leaks ? words.leaks : obstacles[state]}
      run={() => chooseShadow(isShadow ? null : version)}
    />
  );
}

/** By how much a version is better or worse than the live one. */
function Difference({ kind, of, beside }: { kind: ModelKind; of: number; beside: number }) {
  const ours = useVersion(kind, of).data?.measures[0];
  const theirs = useVersion(kind, beside).data?.measures.find(({ name }) => name === ours?.name);
  if (ours === undefined || theirs === undefined) return null;
  return (
    <p>{words.difference(texts.models.measures[ours.name], measure(ours.value), measure(theirs.value))}</p>
  );
}

/** Makes the version live again that was so before. */
export function RollBack({ kind, live }: { kind: ModelKind; live: number | null }) {
  const to = useModels(kind).data?.rollbackTo ?? null;
  return (
    <ConfirmedAction
      words={{ action: words.rollBack, asks: to === null ? '' : words.rollBackTitle(to) }}
      isDisabled={live === null}
      obstacle={to === null ? words.noEarlier : null}
      run={() => rollBack(kind, live!)}
    >
      {live !== null && to !== null && (
        <>
          <p>{words.replaces(to, live)}</p>
          <Difference kind={kind} of={to} beside={live} />
          <p>{words.effects[kind]}</p>
          <p>{words.rollBackTwice(live)}</p>
        </>
      )}
    </ConfirmedAction>
  );
}
