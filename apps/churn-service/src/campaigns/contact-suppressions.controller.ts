import { IdField, ProblemDto, TextField, TimeField, UserIdParams } from '#common';
import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ContactSuppressions } from './contact-suppressions.js';

export class ContactSuppressionBody {
  @TextField('Why', { minLength: 1, maxLength: 200, example: 'unsubscribed' })
  reason: string;
}

export class ContactSuppressionDto extends ContactSuppressionBody {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @TimeField('Since when', { example: '2026-11-24T02:15:00.000Z' })
  since: string;
}

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/users/:userId/contact-suppression')
export class ContactSuppressionsController {
  constructor(private readonly suppressions: ContactSuppressions) {}

  @Put()
  @ApiOperation({ summary: 'Let no campaign contact a user, from the next launch on' })
  @ApiOkResponse({ type: ContactSuppressionDto })
  @ApiConflictResponse({ type: ProblemDto, description: '`user_erased`: nothing is stored of erased users' })
  async suppressContacts(
    @Param() { userId }: UserIdParams,
    @Body() { reason }: ContactSuppressionBody,
  ): Promise<ContactSuppressionDto> {
    const { since } = await this.suppressions.add(userId, reason);
    return { userId, reason, since: since.toISOString() };
  }

  @Delete()
  @ApiOperation({ summary: 'Let campaigns contact a user again' })
  @ApiOkResponse({ type: ContactSuppressionDto, description: 'What was removed' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`contact_suppression_unknown`: there is none' })
  async allowContacts(@Param() { userId }: UserIdParams): Promise<ContactSuppressionDto> {
    const { reason, since } = await this.suppressions.remove(userId);
    return { userId, reason, since: since.toISOString() };
  }
}
