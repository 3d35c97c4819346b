import {
  Database,
  DomainError,
  nearestHint,
  OuterIds,
  propertyValueOf,
  SONG_PROPERTIES,
  VALUE_MEANINGS,
} from '#common';
import type { PropertyType, PropertyValue, SongProperties } from '#common';
import { Injectable } from '@nestjs/common';
import type { DeclaredPropertiesDto, SongBody, SongDto } from './songs.dto.js';
import { SongPropertiesRepository } from './songs.repository.js';

type Known = [name: string, value: Exclude<PropertyValue, null>];

/** Says what songs are, and tells which source says it. */
@Injectable()
export class Songs {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
    private readonly repository: SongPropertiesRepository,
  ) {}

  /** @throws DomainError not_found (song_unknown) */
  async get(songId: string): Promise<SongDto> {
    const song = await this.repository.find(songId);
    if (song === null)
      throw new DomainError('not_found', 'song_unknown', 'No event and no property of this song is stored.');
    const { title, singer, seconds, events, files, calls, updatedAt } = song;
    const logs = { title, singers: singer === null ? null : [singer], seconds };
    // Of each name the last one counts: sources from the weakest on.
    const found = new Map<string, SongDto['properties'][number]>();
    for (const [source, values] of Object.entries({ log: logs, file: files, call: calls }))
      for (const [name, value] of Object.entries(values))
        if (value !== null) found.set(name, { name, value, source: source as 'log' | 'file' | 'call' });
    const properties = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { songId, events, properties, updatedAt: updatedAt?.toISOString() ?? null };
  }

  /**
   * Replaces all that calls said of a song.
   * @throws DomainError invalid (properties_invalid)
   */
  async put(songId: string, { properties = {}, ...standard }: SongBody): Promise<SongDto> {
    const types = await this.declaredTypes();
    const problems: string[] = [];
    const own = Object.entries(properties).flatMap(([name, given]): Known[] => {
      const type = types.get(name);
      const value = type && propertyValueOf(type, given);
      if (type === undefined)
        problems.push(`properties.${name.slice(0, 40)} is not declared${nearestHint(types.keys(), name)}`);
      else if (value === undefined) problems.push(`properties.${name} must be ${VALUE_MEANINGS[type]}`);
      return value === undefined || value === null ? [] : [[name, value]];
    });
    const { availableFrom = '', availableTo = '9999-12-31' } = standard;
    if (availableFrom > availableTo) problems.push('availableFrom must not be after availableTo');
    refuse(problems);
    const said = { ...standard, ...Object.fromEntries(own) } as SongProperties;
    await this.database.transaction(async (transaction) => {
      await this.ids.storeNamed(transaction, 'song', [songId]);
      await this.repository.storeOfCall(transaction, songId, said);
    });
    return await this.get(songId);
  }

  async declared(): Promise<DeclaredPropertiesDto> {
    return { properties: await this.repository.declared() };
  }

  /**
   * Values of properties that are left out stay, and count again once they are declared again.
   * @throws DomainError invalid (properties_invalid), conflict (property_type_fixed)
   */
  async declare({ properties }: DeclaredPropertiesDto): Promise<DeclaredPropertiesDto> {
    const names = properties.map(({ name }) => name);
    const known = names.filter((name) => SONG_PROPERTIES.has(name));
    const twice = names.filter((name, at) => names.indexOf(name) !== at);
    refuse([
      ...known.map((name) => `${name} is a property that every song may have`),
      ...twice.map((name) => `${name} is declared twice`),
    ]);
    const others = await this.repository.declare(properties);
    if (others.length > 0)
      throw new DomainError(
        'conflict',
        'property_type_fixed',
        `Songs have values of another type of ${others.join(', ')}: declare another name, or replace these values first.`,
      );
    return await this.declared();
  }

  private async declaredTypes(): Promise<Map<string, PropertyType>> {
    return new Map((await this.repository.declared()).map(({ name, type }) => [name, type]));
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new DomainError('invalid', 'properties_invalid', `${problems.slice(0, 10).join('; ')}.`, {
      extra: { errors: problems.slice(0, 10) },
    });
}
