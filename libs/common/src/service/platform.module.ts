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
import { SERVICE_NAME, SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { DESCRIBED_SETTINGS, SettingsController } from './settings.controller.js';
import type { SettingDto } from './settings.controller.js';

export interface PlatformOptions {
  /** Name of the service, as it shows in logs and in pg_stat_activity. */
  name: string;
  settings: PlatformSettings;
  /** The settings as GET /admin/settings returns them. */
  described: SettingDto[];
}

/** What all services share; every module of a service can inject what these modules export. */
@Module({})
export class PlatformModule {
  static forRoot({ name, settings, described }: PlatformOptions): DynamicModule {
    const shared = [
      DatabaseModule.forRoot(name, settings),
      MetricsModule,
      OuterIdsModule,
      HttpModule,
      KeysModule,
      AuditModule,
      HealthModule,
      RegistryModule,
      JobsModule,
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: shared,
      controllers: [SettingsController],
      providers: [
        { provide: SERVICE_NAME, useValue: name },
        { provide: SETTINGS, useValue: settings },
        { provide: DESCRIBED_SETTINGS, useValue: described },
      ],
      exports: [SERVICE_NAME, SETTINGS, ...shared],
    };
  }
}
