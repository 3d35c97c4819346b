import {
  Answers,
  Compressed,
  COST,
  Costs,
  CursorQuery,
  ErasureModule,
  Refuses,
  StreamsBody,
  UserIdParams,
} from '#common';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Module,
  Param,
  Post,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StoredUsersDto, UserUploads } from '../user-values/user-uploads.js';
import { UserValuesModule } from '../user-values/user-values.controller.js';
import {
  AllowedContactsQuery,
  ContactSuppressionPageDto,
  ContactSuppressionsBody,
  ContactSuppressionsDto,
} from './contact-suppressions.dto.js';
import { ContactSuppressions, SUPPRESSIONS } from './contact-suppressions.js';

@Controller()
class ContactSuppressionsController {
  constructor(
    private readonly suppressions: ContactSuppressions,
    private readonly uploads: UserUploads,
  ) {}

  @Post('users/contact-suppression')
  @HttpCode(200)
  @Answers(StoredUsersDto, 'Let nobody contact users, such as those who unsubscribed', {
    details:
      'Needs a write or an admin key. Lists and files leave them out at once, and within a minute they leave all audiences. Each reason is ' +
      'stored by itself, and its latest end counts: nothing that is sent here lets a user be contacted sooner.',
  })
  suppressContacts(@Body() body: ContactSuppressionsBody): Promise<StoredUsersDto> {
    return this.suppressions.add(body);
  }

  @Put('admin/users/contact-suppressions')
  @Costs(COST.batch)
  @StreamsBody()
  @ApiOperation({
    summary: 'Let nobody contact the users of a CSV of any length',
    description:
      'A header `user_id,reason,until`, then a line a user and reason; `until` is the last day (UTC) or empty. All lines are stored or none; ' +
      'other users, other reasons and later ends stay.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ApiOkResponse({ type: StoredUsersDto })
  @Refuses({ 400: '`empty`; `suppressions_malformed`: with the first ten wrong lines in `errors`' })
  uploadContactSuppressions(@Req() request: FastifyRequest): Promise<StoredUsersDto> {
    return this.uploads.store(request.body, SUPPRESSIONS);
  }

  @Get('admin/users/contact-suppressions')
  @Compressed()
  @Answers(ContactSuppressionPageDto, 'Users whom nobody may contact, with the reason and the end')
  @Refuses({ 400: '`cursor_invalid`' })
  listContactSuppressions(@Query() query: CursorQuery): Promise<ContactSuppressionPageDto> {
    return this.suppressions.page(query);
  }

  @Delete('admin/users/:userId/contact-suppression')
  @Answers(ContactSuppressionsDto, 'Let audiences and campaigns have a user again', {
    answer: 'What was removed',
    details: 'Of one reason, or of all. While another reason holds, the user is not contacted.',
  })
  @Refuses({ 404: '`contact_suppression_unknown`: there is none' })
  allowContacts(
    @Param() { userId }: UserIdParams,
    @Query() { reason }: AllowedContactsQuery,
  ): Promise<ContactSuppressionsDto> {
    return this.suppressions.remove(userId, reason ?? null);
  }
}

/** Users who may not be contacted. */
@Module({
  imports: [ErasureModule, UserValuesModule],
  controllers: [ContactSuppressionsController],
  providers: [ContactSuppressions],
})
export class ContactSuppressionsModule {}
