import { useState } from 'react';
import { usePromotion, useVersion } from '../../data/models.js';
import type { ModelKind, VersionDetail } from '../../data/models.js';
import { useMayAdminister } from '../../data/session.js';
import { measure } from '../../format/numbers.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.models.promotion;

/** Makes a version live, after saying what will be different. */
export function Promote({
  kind,
  version,
  live,
}: {
  kind: ModelKind;
  version: VersionDetail;
  live: number | null;
}) {
  const [isAsking, setAsking] = useState(false);
  const mayAdminister = useMayAdminister();
  const promotion = usePromotion(kind);
  const obstacle = mayAdminister ? words.obstacles[version.state] : words.needsAdmin;
  const { undecided } = version.gate;
  return (
    <>
      <button
        type="button"
        disabled={obstacle !== null}
        title={obstacle ?? undefined}
        onClick={() => {
          promotion.reset();
          setAsking(true);
        }}
      >
        {words.promote}
      </button>
      {isAsking && (
        <Confirm
          title={words.promoteTitle(version.version)}
          action={undecided ? words.promoteUndecided : words.promote}
          isBusy={promotion.isPending}
          problem={promotion.error}
          onConfirm={() =>
            promotion.mutate(
              { version: version.version, acceptUndecided: undecided },
              { onSuccess: () => setAsking(false) },
            )
          }
          onClose={() => setAsking(false)}
        >
          <p>{live === null ? words.first(version.version) : words.replaces(version.version, live)}</p>
          {live !== null && <Difference kind={kind} of={version} beside={live} />}
          {undecided && <p>{words.undecided}</p>}
          <p>{words.effects[kind]}</p>
          <p>{words.wayBack}</p>
        </Confirm>
      )}
    </>
  );
}

function Difference({ kind, of, beside }: { kind: ModelKind; of: VersionDetail; beside: number }) {
  const live = useVersion(kind, beside);
  const [ours] = of.measures;
  const theirs = live.data?.measures.find(({ name }) => name === ours?.name);
  if (ours === undefined || theirs === undefined) return null;
  return (
    <p>{words.difference(texts.models.measures[ours.name], measure(ours.value), measure(theirs.value))}</p>
  );
}

export function RollBack({ kind, live }: { kind: ModelKind; live: number | null }) {
  const [isAsking, setAsking] = useState(false);
  const mayAdminister = useMayAdminister();
  const promotion = usePromotion(kind);
  return (
    <>
      <button
        type="button"
        disabled={!mayAdminister || live === null}
        title={mayAdminister ? undefined : words.needsAdmin}
        onClick={() => {
          promotion.reset();
          setAsking(true);
        }}
      >
        {words.rollBack}
      </button>
      {isAsking && live !== null && (
        <Confirm
          title={words.rollBackTitle}
          action={words.rollBack}
          isBusy={promotion.isPending}
          problem={promotion.error}
          onConfirm={() => promotion.mutate(null, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{words.rollBackExplains(live)}</p>
          <p>{words.effects[kind]}</p>
        </Confirm>
      )}
    </>
  );
}
