import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AcknowledgementDto } from './acknowledgements.dto.js';

export const ACKNOWLEDGEMENT_TABLE = TypeOrmModule.forFeature([AcknowledgementDto]);

const MOST = 5_000;

/**
 * Notes on findings that need no attention: holes that stay, alerts that are known. Those on holes and volumes (scores are not doubtful for them), closed days and ended
 * kinds (coverage expects nothing of them) have an effect.
 */
@Injectable()
export class AcknowledgementsService {
  constructor(private readonly database: Database) {}

  /** The newest 5,000, newest first. */
  async list(): Promise<AcknowledgementDto[]> {
    return await this.repository.find({ order: { at: 'DESC', subject: 'ASC' }, take: MOST });
  }

  /** @param by name of a key */
  async set(subject: string, note: string, by: string): Promise<AcknowledgementDto> {
    const noted = { subject, note, by, at: new Date() };
    await this.repository.upsert(noted, ['subject']);
    return noted;
  }

  /** @throws DomainError not_found (acknowledgement_unknown) */
  async delete(subject: string): Promise<AcknowledgementDto> {
    const noted = await this.repository.findOneBy({ subject });
    if (noted === null)
      throw new DomainError('not_found', 'acknowledgement_unknown', `Nothing is noted of ${subject}.`);
    await this.repository.delete({ subject });
    return noted;
  }

  private get repository(): Repository<AcknowledgementDto> {
    return this.database.dataSource.getRepository(AcknowledgementDto);
  }
}
