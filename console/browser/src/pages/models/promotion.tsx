import { usePromotion, useRollbackTo, useVersion } from '../../data/models.js';
import type { ModelKind, VersionDetail } from '../../data/models.js';
import { measure } from '../../format/numbers.js';
import { AdminAction } from '../../parts/admin-action.js';
import { Confirm } from '../../parts/confirm.js';
import { texts } from '../../texts.js';

const words = texts.models.promotion;

interface Promotion {
  kind: ModelKind;
  version: VersionDetail;
  live: number | null;
}

/** Makes a version live, after saying what will be different. */
export function Promote(promotion: Promotion) {
  return (
    <AdminAction label={words.promote} obstacle={words.obstacles[promotion.version.state]}>
      {(close) => <PromoteDialog {...promotion} onClose={close} />}
    </AdminAction>
  );
}

function PromoteDialog({ kind, version, live, onClose }: Promotion & { onClose: () => void }) {
  const promotion = usePromotion(kind);
  const { undecided } = version.gate;
  return (
    <Confirm
      title={words.promoteTitle(version.version)}
      action={undecided ? words.promoteUndecided : words.promote}
      isBusy={promotion.isPending}
      problem={promotion.error}
      onConfirm={() =>
        promotion.mutate({ version: version.version, acceptUndecided: undecided }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <p>{live === null ? words.first(version.version) : words.replaces(version.version, live)}</p>
      {live !== null && <Difference kind={kind} of={version} beside={live} />}
      {undecided && <p>{words.undecided}</p>}
      <p>{words.effects[kind]}</p>
      <p>{words.wayBack}</p>
    </Confirm>
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
  const to = useRollbackTo(kind);
  return (
    <AdminAction
      label={words.rollBack}
      isDisabled={live === null || to === undefined}
      obstacle={to === null ? words.noEarlier : null}
    >
      {(close) =>
        live !== null &&
        typeof to === 'number' && <RollBackDialog kind={kind} live={live} to={to} onClose={close} />
      }
    </AdminAction>
  );
}

function RollBackDialog({
  kind,
  live,
  to,
  onClose,
}: {
  kind: ModelKind;
  live: number;
  to: number;
  onClose: () => void;
}) {
  const promotion = usePromotion(kind);
  const version = useVersion(kind, to);
  return (
    <Confirm
      title={words.rollBackTitle(to)}
      action={words.rollBack}
      isBusy={promotion.isPending}
      problem={promotion.error}
      onConfirm={() => promotion.mutate(null, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.replaces(to, live)}</p>
      {version.data !== undefined && <Difference kind={kind} of={version.data} beside={live} />}
      <p>{words.effects[kind]}</p>
      <p>{words.rollBackTwice(live)}</p>
    </Confirm>
  );
}
