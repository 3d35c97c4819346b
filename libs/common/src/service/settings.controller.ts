import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ObjectsField } from '../fields/composed-fields.js';
import { EnumField, TextField } from '../fields/scalar-fields.js';
import { SETTING_SOURCES } from '../settings/describe-settings.js';
import type { DescribedSetting } from '../settings/describe-settings.js';

/** Injection token of the settings as GET /admin/settings returns them. */
export const DESCRIBED_SETTINGS = Symbol('DESCRIBED_SETTINGS');

export class SettingDto implements DescribedSetting {
  @TextField('Name of the environment variable', { example: 'RATE_LIMIT_PER_MINUTE' })
  name: string;

  @TextField('The value in force as text, without keys and passwords; null when it is not set', {
    nullable: true,
    example: '60000',
  })
  value: string | null;

  @EnumField('Where the value comes from', SETTING_SOURCES, { example: 'default' })
  source: DescribedSetting['source'];

  @TextField('What it decides', {
    example: 'plain requests of a key to this instance in a minute; 0: no limit',
  })
  meaning: string;
}

export class SettingsDto {
  @ObjectsField(() => SettingDto, 'Every setting of this service, in the order of its documentation')
  settings: SettingDto[];
}

@Controller('admin/settings')
export class SettingsController {
  constructor(@Inject(DESCRIBED_SETTINGS) private readonly settings: SettingDto[]) {}

  @Get()
  @ApiOperation({
    summary: 'The settings in force, and where each comes from',
    description:
      'Read when the service starts; to change one, set its environment variable and start the service again.',
  })
  @ApiOkResponse({ type: SettingsDto })
  listSettings(): SettingsDto {
    return { settings: this.settings };
  }
}
