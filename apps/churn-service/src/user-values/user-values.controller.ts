import { Answers, COST, Costs, ErasureModule, Refuses, StreamsBody, UserIdParams } from '#common';
import { Body, Controller, Delete, Module, Param, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UserValueBody, UserValueDto } from './user-values.dto.js';
import { StoredUsersDto, UserUploads } from './user-uploads.js';
import { UserValues, VALUES } from './user-values.js';

@Controller('admin/users')
class UserValuesController {
  constructor(
    private readonly values: UserValues,
    private readonly uploads: UserUploads,
  ) {}

  @Put(':userId/value')
  @Answers(UserValueDto, 'Store what a user is worth', {
    details:
      '`order=value` of the ranked list, its CSV and the decision reads it. Users of whom no event was loaded can have a value too.',
  })
  @Refuses({ 409: '`user_erased`: nothing is stored of erased users' })
  setUserValue(@Param() { userId }: UserIdParams, @Body() { value }: UserValueBody): Promise<UserValueDto> {
    return this.values.set(userId, value);
  }

  @Delete(':userId/value')
  @Answers(UserValueDto, 'Remove what a user is worth', { answer: 'What was removed' })
  @Refuses({ 404: '`user_value_unknown`: the user has none' })
  removeUserValue(@Param() { userId }: UserIdParams): Promise<UserValueDto> {
    return this.values.remove(userId);
  }

  @Put('values')
  @Costs(COST.batch)
  @StreamsBody()
  @ApiOperation({
    summary: 'Store the values of many users from a CSV of any length',
    description:
      'A header `user_id,value`, then a line a user; of several lines about one user the last counts. All values are ' +
      'stored or none; users who are not in the file keep theirs. Example: ' +
      '`curl -T values.csv -H "Authorization: Bearer <admin key>" http://localhost:3002/admin/users/values`',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ApiOkResponse({ type: StoredUsersDto })
  @Refuses({ 400: '`empty`; `user_values_malformed`: with the first ten wrong lines in `errors`' })
  setUserValues(@Req() request: FastifyRequest): Promise<StoredUsersDto> {
    return this.uploads.store(request.body, VALUES);
  }
}

/** What users are worth, as the operator says. */
@Module({
  imports: [ErasureModule],
  controllers: [UserValuesController],
  providers: [UserUploads, UserValues],
  exports: [UserUploads],
})
export class UserValuesModule {}
