import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../http/domain-error.js';
import type { Gate, ModelCandidate, ModelVersion } from './model-version.js';
import { ModelsRepository, sha256 } from './models.repository.js';

export const CODE_VERSION = Symbol('CODE_VERSION');

/** Immutable model versions; one per kind is live. Who is live changes in one transaction, seen by every instance. */
@Injectable()
export class ModelRegistry {
  private readonly logger = new Logger('models');

  constructor(
    private readonly repository: ModelsRepository,
    @Inject(CODE_VERSION) private readonly codeVersion: string,
  ) {}

  /**
   * Keeps the candidate as a new version, whatever the gate says; a version that passes goes live at once.
   * The gate sees the champion of the moment of promotion, since other publications wait meanwhile.
   */
  async publish(candidate: ModelCandidate, gate: Gate): Promise<ModelVersion> {
    const id = await this.repository.exclusively(candidate.kind, async (transaction) => {
      const champion = await this.repository.live(candidate.kind, transaction);
      const decision = await gate(champion);
      const newId = await this.repository.insert(transaction, candidate, decision, this.codeVersion);
      if (decision.accepted)
        await this.repository.promote(transaction, candidate.kind, newId, 'passed the gate');
      return newId;
    });
    const version = (await this.repository.list(candidate.kind)).find((known) => known.id === id);
    if (version === undefined)
      throw new Error(`Version ${id} of ${candidate.kind} vanished after it was stored.`);
    this.logger.log(`${version.kind} version ${version.version} stored: ${version.state}`);
    return version;
  }

  async list(kind: string): Promise<ModelVersion[]> {
    return await this.repository.list(kind);
  }

  async live(kind: string): Promise<ModelVersion | null> {
    return await this.repository.live(kind);
  }

  async liveId(kind: string): Promise<number | null> {
    return await this.repository.liveId(kind);
  }

  /** @throws DomainError not_found */
  async get(kind: string, version: number): Promise<ModelVersion> {
    const found = await this.repository.find(kind, version);
    if (found === null) {
      throw new DomainError(
        'not_found',
        'model_version_unknown',
        `There is no version ${version} of the ${kind} model.`,
      );
    }
    return found;
  }

  /** @throws DomainError not_found, or conflict when the gate had refused the version */
  async promote(kind: string, version: number): Promise<ModelVersion> {
    const found = await this.get(kind, version);
    if (found.state === 'refused') {
      throw new DomainError(
        'conflict',
        'model_refused',
        `Version ${version} was refused by the gate: ${found.gate.reasons.join(' ')}`,
      );
    }
    await this.repository.exclusively(kind, (transaction) =>
      this.repository.promote(transaction, kind, found.id, 'promoted by hand'),
    );
    return await this.get(kind, version);
  }

  /** Makes the version live again that was live before the present one. @throws DomainError conflict when there is none */
  async rollback(kind: string): Promise<ModelVersion> {
    const version = await this.repository.exclusively(kind, async (transaction) => {
      const previous = await this.repository.previous(transaction, kind);
      if (previous === null) {
        throw new DomainError(
          'conflict',
          'no_earlier_version',
          `No earlier version of the ${kind} model has been live.`,
        );
      }
      await this.repository.promote(transaction, kind, previous.id, 'rollback');
      return previous.version;
    });
    return await this.get(kind, version);
  }

  /** @throws Error when the stored bytes are not those that were written */
  async artefact(version: ModelVersion): Promise<Buffer> {
    const bytes = await this.repository.readArtefact(version);
    if (sha256(bytes) !== version.artefactSha256) {
      throw new Error(
        `The artefact of ${version.kind} version ${version.version} is damaged: its checksum does not match.`,
      );
    }
    return bytes;
  }
}
