import { Cursors, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { inTurns } from '../../model/in-turns.js';
import { Renewed } from '../../registry/renewed.js';
import { SongNamesRepository } from './song-names.repository.js';
import type { FoundSongsDto, SongSearchQuery } from './song-search.dto.js';
import { FirstPlaces, soughtBy } from './song-texts.js';
import type { Place, SongTexts, Sought } from './song-texts.js';

/** After so long it is asked whether songs have changed; while they are read anew the old names are searched. */
const REMEMBER_MS = 60_000;
/** After so long other requests get their turn. */
const TURN_MS = 10;

/** A place as JSON can hold it. */
type StoredPlace = readonly [match: number, events: number, songId: string];

interface Names {
  readonly mark: string;
  readonly texts: SongTexts;
}

/**
 * Finds songs by what they are called. Names are read when first asked for: an instance that no request asks
 * holds none.
 */
@Injectable()
export class SongSearch {
  private readonly names = new Renewed<Names>((before) => this.read(before), REMEMBER_MS);

  constructor(
    private readonly repository: SongNamesRepository,
    private readonly cursors: Cursors,
  ) {}

  /** @throws DomainError invalid for a search of blanks alone, and for a cursor of another search */
  async find({ search, limit, cursor }: SongSearchQuery): Promise<FoundSongsDto> {
    const sought = soughtBy(search);
    if (sought === null) {
      throw new DomainError('invalid', 'search_empty', 'search must hold a letter, a digit or another sign.');
    }
    const list = `songs by name ${sought.phrase}`;
    const behind = cursor === undefined ? null : placeOf(await this.cursors.read<StoredPlace>(list, cursor));
    const first = new FirstPlaces(limit + 1, behind);
    await inTurns(searching((await this.names.get()).texts, sought, first));
    const shown = first.places.slice(0, limit);
    return {
      songs: await this.repository.songs(shown.map(({ songId }) => String(songId))),
      matches: first.count,
      nextCursor:
        first.places.length > limit ? await this.cursors.write(list, storedPlace(shown.at(-1)!)) : null,
    };
  }

  /** The mark is read first: what comes in meanwhile is read once more, never missed. */
  private async read(before: Names | null): Promise<Names> {
    const mark = await this.repository.mark();
    return before?.mark === mark ? before : { mark, texts: await this.repository.texts() };
  }
}

/** Steps of about {@link TURN_MS}. */
function* searching(texts: SongTexts, sought: Sought, first: FirstPlaces): Generator<void, void> {
  let began = performance.now();
  for (const places of texts.find(sought)) {
    for (const place of places) first.add(place);
    if (performance.now() - began < TURN_MS) continue;
    yield;
    began = performance.now();
  }
}

function storedPlace({ match, events, songId }: Place): StoredPlace {
  return [match, events, String(songId)];
}

function placeOf([match, events, songId]: StoredPlace): Place {
  return { match, events, songId: BigInt(songId) };
}
