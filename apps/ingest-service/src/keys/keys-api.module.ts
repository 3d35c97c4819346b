import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';

/** The API of the keys that all services take. */
@Module({ controllers: [KeysController], providers: [KeysService] })
export class KeysApiModule {}
