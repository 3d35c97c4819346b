import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull } from 'typeorm';
import type { Repository } from 'typeorm';
import { Experiment } from './experiment.entity.js';

const UNIQUE_VIOLATION = '23505';

@Injectable()
export class ExperimentsRepository {
  constructor(@InjectRepository(Experiment) private readonly table: Repository<Experiment>) {}

  async running(): Promise<Experiment | null> {
    return await this.table.findOneBy({ endedAt: IsNull() });
  }

  /** Newest first. */
  async all(): Promise<Experiment[]> {
    return await this.table.find({ order: { id: 'DESC' } });
  }

  /** Null when an experiment runs already or has had this name. */
  async start(name: string, challengerVersion: number, share: number): Promise<Experiment | null> {
    try {
      const { identifiers } = await this.table.insert({ name, challengerVersion, share });
      return await this.table.findOneByOrFail(identifiers[0]!);
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
      throw error;
    }
  }

  /** Null when no experiment runs. */
  async end(): Promise<Experiment | null> {
    const running = await this.running();
    if (running === null) return null;
    const { id } = running;
    await this.table.update({ id, endedAt: IsNull() }, { endedAt: () => 'now()', endedBy: 'request' });
    return await this.table.findOneByOrFail({ id });
  }
}
