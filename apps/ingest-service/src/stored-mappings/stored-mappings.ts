import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { readFile } from 'node:fs/promises';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Repository } from 'typeorm';
import { BUILT_IN_MAPPINGS, builtInMapping } from '../mapping/built-in.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { MappingInvalid, readMapping } from '../mapping/read-mapping.js';
import { ClosedDaysRepository } from '../storage/closed-days.repository.js';
import type { MappingDto } from './mappings.dto.js';

/** A mapping that was sent, as it was written. */
@Entity('mapping')
class StoredMapping {
  @PrimaryColumn('text')
  name: string;

  @Column('text')
  text: string;

  @Column('timestamptz', { default: () => 'now()' })
  storedAt: Date;
}

export const MAPPING_TABLE = TypeOrmModule.forFeature([StoredMapping]);

/** Mappings by name: those of the platform, and those that were sent. */
@Injectable()
export class StoredMappings {
  constructor(
    private readonly database: Database,
    private readonly closedDays: ClosedDaysRepository,
  ) {}

  async list(): Promise<MappingDto[]> {
    const stored = await this.repository.find({ order: { name: 'ASC' } });
    const builtIn = Object.entries(BUILT_IN_MAPPINGS).map(([name, text]) => ({ name, text: text.trim() }));
    return [...builtIn, ...stored.map(({ name, text }) => ({ name, text }))].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  /**
   * Stores a mapping in place of one of its name.
   * @throws DomainError invalid (mapping_invalid) with all problems, conflict (mapping_built_in)
   */
  async store(text: string): Promise<MappingDto> {
    const { name, closed } = checkedMapping(text);
    if (Object.hasOwn(BUILT_IN_MAPPINGS, name))
      throw new DomainError(
        'conflict',
        'mapping_built_in',
        `The mapping ${name} belongs to the platform: give yours another name.`,
      );
    await this.repository.upsert({ name, text, storedAt: new Date() }, ['name']);
    await this.closedDays.ofMapping(name, closed);
    return { name, text };
  }

  /** @throws DomainError not_found (mapping_unknown) */
  async find(name: string): Promise<Mapping> {
    const builtIn = builtInMapping(name);
    if (builtIn !== null) return builtIn;
    const stored = await this.repository.findOneBy({ name });
    if (stored === null)
      throw new DomainError('not_found', 'mapping_unknown', `There is no mapping ${name}.`);
    return checkedMapping(stored.text);
  }

  /**
   * The mapping of the setting LOGS_MAPPING: a name, or the path of a mapping file, which is stored.
   * @throws as `find` and `store`
   */
  async ofSetting(setting: string): Promise<Mapping> {
    if (!/\.ya?ml$/.test(setting)) return await this.find(setting);
    const text = await readFile(setting, 'utf8');
    const mapping = checkedMapping(text);
    const stored = await this.repository.findOneBy({ name: mapping.name });
    if (stored?.text !== text) await this.store(text);
    return mapping;
  }

  /**
   * The mapping of this name: that of the setting LOGS_MAPPING where that is a file, else as `find`.
   * @throws as `find`
   */
  async named(name: string, setting: string | undefined): Promise<Mapping> {
    const ofSetting = setting === undefined ? null : await this.ofSetting(setting);
    return ofSetting?.name === name ? ofSetting : await this.find(name);
  }

  private get repository(): Repository<StoredMapping> {
    return this.database.dataSource.getRepository(StoredMapping);
  }
}

/** @throws DomainError invalid (mapping_invalid) with all problems */
export function checkedMapping(text: string): Mapping {
  try {
    return readMapping(text);
  } catch (error) {
    if (!(error instanceof MappingInvalid)) throw error;
    throw new DomainError('invalid', 'mapping_invalid', error.message, {
      extra: { problems: error.problems },
    });
  }
}
