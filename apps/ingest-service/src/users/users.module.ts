import { Module } from '@nestjs/common';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** All users, and what each did by day. */
@Module({ controllers: [UsersController], providers: [UsersService] })
export class UsersModule {}
