import { Answers, Compressed, Refuses } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { MODEL_CHANGED, USER_UNKNOWN } from '../answers-from-a-model.js';
import { SearchDto, SearchQuery } from './search.dto.js';
import { Search } from './search.js';

@ApiTags('songs')
@Controller('search')
export class SearchController {
  constructor(private readonly search: Search) {}

  @Get()
  @Compressed()
  @Answers(SearchDto, 'Songs and singers by name, for everybody or for a user', {
    details:
      'Any part of a title or singer, one character too, without regard to case, width, blanks and accents; signs mean themselves. ' +
      'Ranked by how a name was found, then by events. With a user the ranks of the songs by that user’s scores count, too, by reciprocal ' +
      'rank: 1 / (60 + place by text) + `weight` / (60 + place by score), with the weight that the report of the version has as `search`. ' +
      'Needs no model, and finds songs of no model too. Songs of the last minute may be missing. A list ends after 500 songs.',
  })
  @Refuses({
    400: 'A member is malformed; `search_empty`; with a cursor `cursor_invalid`, `cursor_of_another_question`',
    404: USER_UNKNOWN,
    409: MODEL_CHANGED,
  })
  searchSongsAndSingers(@Query() query: SearchQuery): Promise<SearchDto> {
    return this.search.find(query);
  }
}
