import { Database, DomainError, Refuses, UserIdParams } from '#common';
import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ContactSuppressionBody, ContactSuppressionDto } from './campaign.dto.js';
import { StoredUsers } from '../user-values/stored-users.js';
import { DELETE_SUPPRESSION, UPSERT_SUPPRESSION } from './campaigns.sql.js';

/** Users who are in no audience and whom no campaign contacts. They are scored and learned from as all others. */
@Controller('admin/users/:userId/contact-suppression')
export class ContactSuppressionsController {
  constructor(
    private readonly database: Database,
    private readonly users: StoredUsers,
  ) {}

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
    return this.users.store(userId, UPSERT_SUPPRESSION, [userId, reason]);
  }

  @Delete()
  @ApiOperation({ summary: 'Let audiences and campaigns have a user again' })
  @ApiOkResponse({ type: ContactSuppressionDto, description: 'What was removed' })
  @Refuses({ 404: '`contact_suppression_unknown`: there is none' })
  async allowContacts(@Param() { userId }: UserIdParams): Promise<ContactSuppressionDto> {
    const [removed] = await this.database.transaction((transaction) =>
      transaction.query<ContactSuppressionDto>(DELETE_SUPPRESSION, [userId]),
    );
    if (removed !== undefined) return removed;
    throw new DomainError('not_found', 'contact_suppression_unknown', 'The user may be contacted.');
  }
}
