import { Module } from '@nestjs/common';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { KeyRing } from './key-ring.js';
import { KeyUpdates } from './key-updates.js';

/** The keys that requests are sent with: those of settings, and the named ones of the database. */
@Module({
  providers: [
    {
      provide: KeyRing,
      inject: [SETTINGS],
      useFactory: (settings: PlatformSettings) => new KeyRing(settings),
    },
    KeyUpdates,
  ],
  exports: [KeyRing, KeyUpdates],
})
export class KeysModule {}
