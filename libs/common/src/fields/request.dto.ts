import { IdField, IntegerField, TextField, CountField } from './scalar-fields.js';

export class UserIdParams {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;
}

export class SongIdParams {
  @IdField('song', 'Song id', { example: '15249349' })
  songId: string;
}

export class LimitQuery {
  @IntegerField('How many entries to return', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}

/** For lists that are long or change: a page begins behind the last row of the page before. */
export class CursorQuery extends LimitQuery {
  @TextField('`nextCursor` of the page before; all else but the limit must be as for the first page', {
    optional: true,
    maxLength: 1_000,
  })
  cursor?: string;
}

/** Extended by the page itself with its rows. */
export class CursorPageDto {
  @TextField('Send it as `cursor` to get the next page; null on the last one', {
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}

const PAGE = { minimum: 1, maximum: 1_000_000 } as const;

/** For short lists that grow slowly (model versions, searches): pages by number. Long lists have cursors. */
export class NumberedPageQuery {
  @IntegerField('Page, counted from 1', { ...PAGE, default: 1 })
  page: number;

  @IntegerField('How many entries a page has', { minimum: 1, maximum: 200, default: 20 })
  limit: number;
}

/** Extended by the list itself, each entry a summary. */
export class NumberedPageDto {
  @CountField('How many entries there are on all pages', { example: 14 })
  total: number;

  @IntegerField('The page after this one; null at the end', { ...PAGE, nullable: true, example: 2 })
  nextPage: number | null;
}

/** Which rows a page has, for SQL, and how the answer names the next one. */
export function numberedPage({ page, limit }: NumberedPageQuery) {
  const offset = (page - 1) * limit;
  return {
    offset,
    limit,
    of: (total: number): Pick<NumberedPageDto, keyof NumberedPageDto> => ({
      total,
      nextPage: offset + limit < total ? page + 1 : null,
    }),
  };
}
