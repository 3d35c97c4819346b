import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InputPipe } from '../fields/input.pipe.js';
import { Cursors } from './cursors.js';
import { PlatformSecret } from './platform-secret.entity.js';
import { ProblemFilter } from './problem.filter.js';

/** How requests are read and refused, and the cursors of lists. */
@Module({
  imports: [TypeOrmModule.forFeature([PlatformSecret])],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: InputPipe },
    Cursors,
  ],
  exports: [Cursors],
})
export class HttpModule {}
