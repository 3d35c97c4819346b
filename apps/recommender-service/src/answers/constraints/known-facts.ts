import { Database, SETTINGS, SONG_PROPERTIES } from '#common';
import type { PropertyType } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { LiveRecommender } from '../../registry/live-recommender.js';
import { Renewed } from '../../registry/renewed.js';
import { ServingStateChanges } from '../../registry/serving-state.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import type { AskedOfSongs } from './constraints.dto.js';
import type { Constraints } from './constraints.js';
import { addFacts, FACTS_TOGETHER, SELECT_SONG_FACTS } from './fact-rows.js';
import type { FactsRow } from './fact-rows.js';
import { constraintsOf } from './read-constraints.js';
import type { KnownProperties } from './read-constraints.js';
import { SongFacts } from './song-facts.js';
import type { RowConstraints } from './song-facts.js';

/** Types of declared properties, and whether any song is not always and everywhere available. */
const SELECT_PROPERTIES = `/* recommender.song_property_types */
  SELECT coalesce((SELECT json_object_agg(name, type) FROM song_property), '{}') AS types,
    EXISTS (SELECT FROM song_properties WHERE properties ?| '{availableFrom,availableTo,regions}') AS "isLimited"`;

/** A song that is renamed counts under its new singer after so long. */
const REMEMBER_MS = 60_000;

interface Known {
  facts: SongFacts;
  namesRevision: number;
}

/**
 * Singers, lengths and properties of each model's songs; read before it is served, or when first asked
 * for, and anew while the old ones serve when names have changed.
 */
@Injectable()
export class KnownFacts {
  private readonly known = new WeakMap<RecommenderModel, Renewed<Known>>();
  private namesRevision = 0;
  private properties: Promise<KnownProperties> | null = null;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
    states: ServingStateChanges,
    live: LiveRecommender,
  ) {
    live.readAhead((model) => this.of(model));
    states.onNewer('namesRevision', (revision) => {
      this.namesRevision = revision;
      this.properties = null;
    });
  }

  async of(model: RecommenderModel): Promise<SongFacts> {
    const known =
      this.known.get(model) ?? new Renewed<Known>((before) => this.read(model, before), REMEMBER_MS);
    this.known.set(model, known);
    return (await known.get()).facts;
  }

  /**
   * What a caller asks of all songs, and that they are available; null: nothing.
   * @throws DomainError as {@link constraintsOf}
   */
  async asked(query: AskedOfSongs): Promise<Constraints | null> {
    const day = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
    const region = query.region ?? this.settings.RECOMMENDER_REGION ?? null;
    return constraintsOf(query, await this.knownProperties(), { day, region });
  }

  private async knownProperties(): Promise<KnownProperties> {
    const reading = this.properties ?? this.readProperties();
    this.properties = reading;
    try {
      return await reading;
    } catch (error) {
      if (this.properties === reading) this.properties = null;
      throw error;
    }
  }

  private async readProperties(): Promise<KnownProperties> {
    const [row] = await this.database.query<{ types: Record<string, PropertyType>; isLimited: boolean }>(
      SELECT_PROPERTIES,
    );
    const types = new Map([...SONG_PROPERTIES, ...Object.entries(row!.types)]);
    // Titles are not in memory: songs are found by them in searches.
    types.delete('title');
    return { types, isLimited: row!.isLimited };
  }

  /** Constraints on the songs of a model; null when nothing is asked. */
  async constraintsOn(model: RecommenderModel, asked: Constraints | null): Promise<RowConstraints | null> {
    return asked === null ? null : { facts: await this.of(model), asked };
  }

  /** What is known of every song, some thousands at a time. */
  rows(): AsyncIterable<FactsRow[]> {
    return this.database.stream<FactsRow>(SELECT_SONG_FACTS, [], FACTS_TOGETHER);
  }

  private async read(model: RecommenderModel, before: Known | null): Promise<Known> {
    const { namesRevision } = this;
    if (before?.namesRevision === namesRevision) return before;
    const facts = new SongFacts(model.songIds.length);
    for await (const rows of this.rows()) addFacts(facts, model, rows);
    facts.close();
    return { facts, namesRevision };
  }
}
