import { ProblemDto, SongIdParams } from '#common';
import { Body, Controller, Param, Put } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { HiddenSongsService } from './hidden-songs.service.js';

export class HiddenSongBody {
  @ApiProperty({ description: 'true: in no list from now on; false: in lists again', example: true })
  @IsBoolean({ message: 'hidden must be true or false' })
  hidden: boolean;
}

export class HiddenSongDto extends HiddenSongBody {
  @ApiProperty({ description: 'Song id', example: '15249349' })
  songId: string;
}

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/songs')
export class HiddenSongsController {
  constructor(private readonly songs: HiddenSongsService) {}

  @Put(':songId/hidden')
  @ApiOperation({
    summary: 'Hide a song from every list, or show it again',
    description:
      'Holds from the next request on, in every instance. A song may be hidden before any event of it is loaded.',
  })
  @ApiOkResponse({ type: HiddenSongDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'The id or the body is malformed.' })
  async setHidden(
    @Param() { songId }: SongIdParams,
    @Body() { hidden }: HiddenSongBody,
  ): Promise<HiddenSongDto> {
    await this.songs.setHidden(songId, hidden);
    return { songId, hidden };
  }
}
