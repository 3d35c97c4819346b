import { JobAccepted, Refuses } from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnswersModule } from '../answers/answers.module.js';
import { ListenerModule } from '../listener/listeners.js';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { ServingModule } from '../serving/serving.module.js';
import { ListOrders } from './list-orders.js';
import { ListThreads } from './list-threads.js';
import { ListedUsers } from './listed-users.js';
import { ListsBody, UserListsBody } from './lists.dto.js';
import { SongListsJob } from './song-lists-job.js';
import { ListTargets } from './targets.js';
import { UserListsJob } from './user-lists-job.js';

const GOES_ON =
  'The manifest comes last. Asked again while the version is live, a job that did not end goes on with the files it lacks.';

@ApiTags('recommendations')
@Controller('admin/recommender/lists')
class ListsController {
  constructor(
    private readonly songs: SongListsJob,
    private readonly users: UserListsJob,
  ) {}

  @Post()
  @Refuses({
    404: '`audience_unknown`, `scenario_unknown`',
    409: '`lists_place_missing`, `lists_of_a_user`',
    503: '`no_live_model`',
  })
  @JobAccepted()
  @ApiOperation({
    summary: 'Write lists of songs for all users, or for an audience, to files',
    description: `As GET /recommend/:userId answers by the version that is live when the job begins, without places of RECOMMENDER_EXPLORATION. ${GOES_ON}`,
  })
  writeLists(@Body() body: ListsBody): Promise<JobDto> {
    return this.songs.start(body);
  }

  @Post('users')
  @Refuses({ 409: '`lists_place_missing`', 503: '`no_live_model`' })
  @JobAccepted()
  @ApiOperation({
    summary: 'Write users for each of some songs to files',
    description: `As GET /recommend/songs/:songId/users answers; fails with \`model_changed\` when another version goes live meanwhile. ${GOES_ON}`,
  })
  writeUserLists(@Body() body: UserListsBody): Promise<JobDto> {
    return this.users.start(body);
  }
}

/** Lists in bulk. */
@Module({
  imports: [AnswersModule, ListenerModule, RecommenderRegistryModule, ServingModule],
  controllers: [ListsController],
  providers: [ListTargets, ListOrders, ListedUsers, ListThreads, SongListsJob, UserListsJob],
})
export class ListsModule {}
