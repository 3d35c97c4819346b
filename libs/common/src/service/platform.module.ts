import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/audit-log.js';
import { DatabaseModule } from '../database/database.module.js';
import { HealthModule } from '../health/health.controller.js';
import { HttpModule } from '../http/http.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { OuterIdsModule } from '../outer-ids/outer-ids.js';
import { RegistryModule } from '../registry/model-registry.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { DESCRIBED_SETTINGS, SettingsController } from './settings.controller.js';
import type { SettingDto } from './settings.controller.js';

export interface PlatformOptions {
  /** Name of the service, as it shows in logs and in pg_stat_activity. */
  name: string;
  settings: PlatformSettings;
  /** The settings as GET /admin/settings returns them. */
  described: SettingDto[];
  /** Whether jobs of this service can be scheduled, see JobSchedules. */
  schedules?: boolean;
}

/** What all services share; every module of a service can inject what these modules export. */
@Module({})
export class PlatformModule {
  static forRoot({ name, settings, described, schedules = false }: PlatformOptions): DynamicModule {
    const shared = [
      DatabaseModule.forRoot(name, settings),
      MetricsModule,
      OuterIdsModule,
      HttpModule,
      KeysModule,
      AuditModule.forRoot(name),
      HealthModule,
      RegistryModule,
      JobsModule.forRoot(name, settings, schedules),
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: shared,
      controllers: [SettingsController],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: DESCRIBED_SETTINGS, useValue: described },
      ],
      exports: [SETTINGS, ...shared],
    };
  }
}
