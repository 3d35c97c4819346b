import { Refuses, UserIdParams } from '#common';
import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ContactSuppressionBody, ContactSuppressionDto } from './campaign.dto.js';
import { ContactSuppressions } from './contact-suppressions.js';

@Controller('admin/users/:userId/contact-suppression')
export class ContactSuppressionsController {
  constructor(private readonly suppressions: ContactSuppressions) {}

  @Put()
  @ApiOperation({
    summary: 'Take a user out of all audiences, within a minute, and let no campaign contact the user',
  })
  @ApiOkResponse({ type: ContactSuppressionDto })
  @Refuses({ 409: '`user_erased`: nothing is stored of erased users' })
  suppressContacts(
    @Param() { userId }: UserIdParams,
    @Body() { reason }: ContactSuppressionBody,
  ): Promise<ContactSuppressionDto> {
    return this.suppressions.add(userId, reason);
  }

  @Delete()
  @ApiOperation({ summary: 'Let audiences and campaigns have a user again' })
  @ApiOkResponse({ type: ContactSuppressionDto, description: 'What was removed' })
  @Refuses({ 404: '`contact_suppression_unknown`: there is none' })
  allowContacts(@Param() { userId }: UserIdParams): Promise<ContactSuppressionDto> {
    return this.suppressions.remove(userId);
  }
}
