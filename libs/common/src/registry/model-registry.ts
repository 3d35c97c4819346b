import { Injectable, Logger } from '@nestjs/common';
import type { Transaction } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';
import { numberedPage } from '../fields/request.dto.js';
import type { NumberedPageQuery } from '../fields/request.dto.js';
import { codeVersion } from '../settings/code-version.js';
import { sha256 } from './artefact-chunks.js';
import type { Gate, ModelCandidate } from './model-candidate.js';
import type { GateDecision, ModelSummary, ModelVersion } from './model-version.entity.js';
import type { ModelVersionsDto } from './model-version.dto.js';
import { ModelsRepository } from './models.repository.js';
import type { LiveArtefact } from './models.repository.js';
import { messageOf, refusal, retiredVersion, unusable } from './version-refusals.js';

/** Reads an artefact; throws when it cannot, an OutdatedModelError where only training anew helps. */
type Decode = (artefact: Buffer, version: ModelVersion) => unknown;
const whole: Decode = () => undefined;
/** Makes another artefact of one. outdated: this program cannot read it. */
type Rewrite = (
  artefact: Buffer,
  version: ModelVersion,
) => Promise<RewrittenArtefact | 'unchanged' | 'outdated'>;

interface RewrittenArtefact {
  artefact: Buffer;
  sha256: string;
}

/**
 * Immutable model versions; one per kind is live. Who is live changes in one transaction, seen by every
 * instance.
 */
@Injectable()
export class ModelRegistry {
  private readonly logger = new Logger('models');

  constructor(private readonly repository: ModelsRepository) {}

  /**
   * Keeps the candidate as a new version, whatever the gate says; a version that passes goes live at once,
   * unless the gate says otherwise, or `decode` cannot read it: then it is kept as refused. The gate sees the
   * champion at the time of promotion, since other publications wait meanwhile.
   */
  async publish(candidate: ModelCandidate, gate: Gate, decode: Decode = whole): Promise<ModelVersion> {
    const { kind, artefact } = candidate;
    const artefactSha256 = sha256(artefact);
    const id = await this.repository.exclusively(kind, async (transaction) => {
      const champion = await this.repository.live(kind, transaction);
      const { promotes = true, ...judged } = await gate(champion);
      const decision = champion?.artefactSha256 === artefactSha256 ? sameAs(champion, judged) : judged;
      const stored = { ...candidate, artefactSha256 };
      const newId = await this.repository.insert(transaction, stored, decision, codeVersion());
      if (!decision.accepted || !promotes) return newId;
      try {
        await decode(artefact, await this.repository.byId(newId, transaction));
      } catch (cause) {
        await this.repository.refuse(
          transaction,
          newId,
          decision,
          `Failed: it cannot be served: ${messageOf(cause)}`,
        );
        return newId;
      }
      await this.repository.promote(transaction, kind, newId, 'passed the gate');
      return newId;
    });
    const version = await this.repository.byId(id);
    this.logger.log(`${version.kind} version ${version.version} stored: ${version.state}`);
    return version;
  }

  /**
   * A page of versions, newest first, each without its report but for `figures`: paths in the report such as
   * 'metrics.test.auc', by the name under which the figure is wanted.
   */
  async list<Figure extends string>(
    kind: string,
    query: NumberedPageQuery,
    figures: Readonly<Record<Figure, string>>,
  ): Promise<ModelVersionsDto & { models: ModelSummary<Figure>[] }> {
    const page = numberedPage(query);
    const models = await this.repository.list(kind, page, figures);
    const rollbackTo = await this.repository.previousVersion(kind);
    return { ...page.of(await this.repository.count(kind)), rollbackTo, models };
  }

  async live(kind: string): Promise<ModelVersion | null> {
    return await this.repository.live(kind);
  }

  /** Which version is live, and the checksum of the artefact that it has now. */
  async liveArtefact(kind: string): Promise<LiveArtefact | null> {
    return await this.repository.liveArtefact(kind);
  }

  /**
   * Writes the artefacts of all versions of the kind anew, each in a transaction of its own.
   * @param rewrite a version whose artefact it cannot read, or that is damaged, loses it: it cannot be used
   * any more
   * @returns how many versions were changed
   */
  async rewriteArtefacts(kind: string, rewrite: Rewrite, signal: AbortSignal): Promise<number> {
    let changed = 0;
    for (const id of await this.repository.stored(kind)) {
      signal.throwIfAborted();
      const isChanged = await this.repository.exclusively(kind, async (transaction) => {
        const version = await this.repository.byId(id, transaction);
        // Retired meanwhile.
        if (version.retiredAt !== null) return false;
        return await this.rewriteArtefact(transaction, version, rewrite);
      });
      if (isChanged) changed++;
    }
    return changed;
  }

  private async rewriteArtefact(
    transaction: Transaction,
    version: ModelVersion,
    rewrite: Rewrite,
  ): Promise<boolean> {
    const { bytes, checksum } = await this.repository.readArtefact(version, transaction);
    const isWhole = checksum === version.artefactSha256;
    const rewritten = isWhole ? await rewrite(bytes, version) : 'outdated';
    if (rewritten === 'unchanged') return false;
    if (rewritten === 'outdated') {
      await this.repository.dropArtefact(transaction, version);
      this.logger.warn(`${version.kind} version ${version.version} cannot be read: its artefact is dropped`);
    } else await this.repository.replaceArtefact(transaction, version, rewritten.artefact, rewritten.sha256);
    return true;
  }

  /** @throws DomainError not_found */
  async get(kind: string, version: number, transaction?: Transaction): Promise<ModelVersion> {
    const found = await this.repository.find(kind, version, transaction);
    if (found === null) {
      throw new DomainError(
        'not_found',
        'model_version_unknown',
        `There is no version ${version} of the ${kind} model.`,
      );
    }
    return found;
  }

  /**
   * Makes a version live that has passed the gate, once its artefact is known to be whole and `decode` can
   * read it.
   * @param acceptUndecided also one that the gate could not decide on, which counts as passed from then on
   * @throws DomainError not_found, or conflict: refused by the gate, undecided, retired, damaged or outdated
   */
  async promote(
    kind: string,
    version: number,
    decode: Decode = whole,
    { acceptUndecided = false } = {},
  ): Promise<ModelVersion> {
    await this.repository.exclusively(kind, async (transaction) => {
      const found = await this.get(kind, version, transaction);
      const isUndecided = found.state === 'refused' && found.gate.undecided === true;
      if (found.state === 'refused' && !(isUndecided && acceptUndecided)) throw refusal(found);
      await this.assertUsable(found, decode, transaction);
      if (isUndecided) await this.repository.accept(transaction, found.id);
      const reason = isUndecided ? 'promoted by hand, undecided by the gate' : 'promoted by hand';
      await this.repository.promote(transaction, kind, found.id, reason);
    });
    return await this.get(kind, version);
  }

  /**
   * Makes the version live again that was live before the present one.
   * @throws DomainError conflict when there is none, or it is damaged or outdated
   */
  async rollback(kind: string, decode: Decode = whole): Promise<ModelVersion> {
    const version = await this.repository.exclusively(kind, async (transaction) => {
      const previous = await this.repository.previous(transaction, kind);
      if (previous === null) {
        throw new DomainError(
          'conflict',
          'no_earlier_version',
          `No earlier version of the ${kind} model has been live.`,
        );
      }
      await this.assertUsable(previous, decode, transaction);
      await this.repository.promote(transaction, kind, previous.id, 'rollback');
      return previous.version;
    });
    return await this.get(kind, version);
  }

  /**
   * Drops the artefacts of old versions; the newest `keep`, the live one, the one a rollback would bring back
   * and the version `needed` stay, and so do all reports. Returns the versions retired now.
   */
  async retire(kind: string, keep: number, needed: number | null = null): Promise<number[]> {
    const retired = await this.repository.exclusively(kind, (transaction) =>
      this.repository.retire(transaction, kind, keep, needed),
    );
    if (retired.length > 0) this.logger.log(`${kind}: retired versions ${retired.join(', ')}`);
    return retired;
  }

  /** @throws Error when the stored bytes are not those that were written */
  async artefact(version: ModelVersion, transaction?: Transaction): Promise<Buffer> {
    const { bytes, checksum } = await this.repository.readArtefact(version, transaction);
    if (checksum !== version.artefactSha256) {
      throw new Error(
        `The artefact of ${version.kind} version ${version.version} is damaged: its checksum does not match.`,
      );
    }
    return bytes;
  }

  /** A version that could not be loaded afterwards would leave every instance on different models. */
  private async assertUsable(version: ModelVersion, decode: Decode, transaction: Transaction): Promise<void> {
    if (version.retiredAt !== null) throw retiredVersion(version);
    try {
      await decode(await this.artefact(version, transaction), version);
    } catch (cause) {
      throw unusable(version, cause);
    }
  }
}

function sameAs({ version }: ModelVersion, decision: GateDecision): GateDecision {
  const same = `Nothing new: the model is, byte by byte, that of version ${version}, which was live: nothing that a training reads has changed.`;
  return { ...decision, reasons: [same, ...decision.reasons], nothingNew: true };
}
