import { Column, LessThan, PrimaryGeneratedColumn } from 'typeorm';
import type { FindOptionsOrder, FindOptionsWhere, Repository } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import type { CursorPageDto, CursorQuery } from '../fields/request.dto.js';
import { BooleanField, DayField, IntegerField, TimeField } from '../fields/scalar-fields.js';
import type { Cursors } from '../http/cursors.js';

/** What a search for parameters may cost, and what follows from it; services add what they search over. */
export class SearchLimitsBody {
  @IntegerField('Most fits to try', { minimum: 2, maximum: 200, default: 24 })
  attempts: number;

  @IntegerField('Seconds after which nothing more is tried, about', {
    minimum: 1,
    maximum: 86_400,
    default: 600,
  })
  seconds: number;

  @BooleanField(
    'Whether the next retrain follows what was found, where it was better than the present parameters',
    { default: true },
  )
  accept: boolean;
}

export class ParameterSearchParams {
  @IntegerField('Number of the search', { minimum: 1, maximum: 2_147_483_647, example: 2 })
  id: number;
}

export class AcceptedBody {
  @BooleanField('false: retrains follow an earlier accepted search, or the settings', { example: true })
  accepted: boolean;
}

/** What every job of a search ends with. */
export class SearchResultDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  parameterSearch: number;

  @BooleanField('Whether the next retrain follows it', { example: true })
  accepted: boolean;
}

/** What every summary of a search has. */
export class StoredSearchDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  id: number;

  @DayField('Last day that was read; the days that versions are evaluated on come later', {
    example: '2017-05-05',
  })
  dataTo: string;

  @BooleanField('Whether retrains may follow it; the newest accepted one decides', { example: true })
  accepted: boolean;

  @TimeField('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;
}

/** A search as it is stored, with its parameters; extended by the entity of each service. */
export abstract class StoredSearch<Parameters> {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('date')
  dataTo: string;

  @Column('jsonb')
  start: Parameters;

  @Column('jsonb')
  best: Parameters;

  /** Whether retrains follow it, unless a newer one is accepted too. */
  @Column('boolean')
  accepted: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}

/** The stored searches of a service. */
export class StoredSearches<Search extends StoredSearch<unknown>> {
  constructor(
    protected readonly table: Repository<Search>,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. */
  async page(query: CursorQuery): Promise<CursorPageDto & { searches: Search[] }> {
    const order = { id: 'DESC' } as FindOptionsOrder<Search>;
    const { rows: searches, nextCursor } = await this.cursors.page(
      this.table.metadata.tableName,
      query,
      (before: number | null, take) => {
        const where = (before === null ? {} : { id: LessThan(before) }) as FindOptionsWhere<Search>;
        return this.table.find({ where, order, take });
      },
      ({ id }) => id,
    );
    return { nextCursor, searches };
  }

  /** @throws DomainError not_found */
  async get(id: number): Promise<Search> {
    const search = await this.table.findOneBy({ id } as FindOptionsWhere<Search>);
    if (search !== null) return search;
    throw new DomainError(
      'not_found',
      'parameter_search_unknown',
      `There is no search for parameters ${id}.`,
    );
  }

  /** @throws DomainError not_found */
  async accept(id: number, accepted: boolean): Promise<Search> {
    const search = await this.get(id);
    search.accepted = accepted;
    return await this.table.save(search);
  }
}
