import { Answers, CursorQuery, Refuses, RollbackBody } from '#common';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { USER_UNKNOWN } from '../answers-from-a-model.js';
import { ScenarioActions } from './scenario-actions.js';
import {
  NewScenarioVersionBody,
  ScenarioDto,
  ScenarioParams,
  ScenariosDto,
  ScenarioVersionDto,
  ScenarioVersionParams,
  ScenarioVersionsDto,
} from './scenario.dto.js';
import { ScenarioTrialDto, ScenarioTrialParams } from './scenario-trial.dto.js';

const UNKNOWN = '`scenario_unknown`';
const VERSION_UNKNOWN = `${UNKNOWN}, \`scenario_version_unknown\``;
const MOVED = '`live_version_changed`: another version is live than `from`';
const FOLLOWS = {
  details:
    'Every instance answers by it from the next request on. Ends a running experiment with the scenario.',
};

@ApiTags('scenarios')
@Controller()
export class ScenariosController {
  constructor(private readonly scenarios: ScenarioActions) {}

  @Get('recommend/scenarios')
  @Answers(ScenariosDto, 'Scenarios: lists that are asked for by name')
  listScenarios(): Promise<ScenariosDto> {
    return this.scenarios.list();
  }

  @Get('recommend/scenarios/:name')
  @Answers(ScenarioVersionsDto, 'A scenario with its versions, newest first')
  @Refuses({ 400: 'The limit is malformed; `cursor_invalid`.', 404: UNKNOWN })
  getScenario(@Param() { name }: ScenarioParams, @Query() query: CursorQuery): Promise<ScenarioVersionsDto> {
    return this.scenarios.versions(name, query);
  }

  @Get('recommend/:userId/scenarios/:name/versions/:version')
  @Answers(ScenarioTrialDto, 'Try a version of a scenario on a user, next to the live one', {
    details: 'Nothing is recorded. Where no version is live, next to the list without a scenario.',
  })
  @Refuses({
    400: '`filter_invalid`: a property that the version names is declared no more.',
    404: `${USER_UNKNOWN}; ${VERSION_UNKNOWN}`,
    503: '`no_live_model`',
  })
  tryScenarioVersion(@Param() { userId, name, version }: ScenarioTrialParams): Promise<ScenarioTrialDto> {
    return this.scenarios.try(userId, name, version);
  }

  @Post('admin/recommender/scenarios/:name/versions')
  @ApiOperation({
    summary: 'Store a version of a scenario, or of a new one',
    description: 'It answers nobody before it is promoted. Versions are never changed.',
  })
  @ApiCreatedResponse({ type: ScenarioVersionDto })
  @Refuses({
    400: 'A member is malformed; `filter_invalid`, `seconds_in_wrong_order`.',
    409: '`too_many_scenarios`',
  })
  makeScenarioVersion(
    @Param() { name }: ScenarioParams,
    @Body() body: NewScenarioVersionBody,
  ): Promise<ScenarioVersionDto> {
    return this.scenarios.make(name, body);
  }

  @Post('admin/recommender/scenarios/:name/versions/:version/promote')
  @HttpCode(200)
  @Answers(ScenarioDto, 'Make a version of a scenario live', FOLLOWS)
  @Refuses({ 404: VERSION_UNKNOWN, 409: MOVED })
  promoteScenarioVersion(
    @Param() { name, version }: ScenarioVersionParams,
    @Body() { from }: RollbackBody,
  ): Promise<ScenarioDto> {
    return this.scenarios.promote(name, version, from);
  }

  @Post('admin/recommender/scenarios/:name/rollback')
  @HttpCode(200)
  @Answers(
    ScenarioDto,
    'Make the version of a scenario live again that was live before; once more brings this one back',
    FOLLOWS,
  )
  @Refuses({ 404: UNKNOWN, 409: `\`no_earlier_version\`; ${MOVED}` })
  rollBackScenario(@Param() { name }: ScenarioParams, @Body() { from }: RollbackBody): Promise<ScenarioDto> {
    return this.scenarios.promote(name, null, from);
  }
}
