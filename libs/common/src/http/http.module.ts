import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { InputPipe } from '../fields/input.pipe.js';
import { OuterIdsModule } from '../outer-ids/outer-ids.js';
import { Cursors } from './cursors.js';
import { Signatures } from './signatures.js';
import { ProblemFilter } from './problem.filter.js';

/** How requests are read and refused, the cursors of lists, and what is signed. */
@Module({
  imports: [OuterIdsModule],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: InputPipe },
    Signatures,
    Cursors,
  ],
  exports: [Cursors, Signatures],
})
export class HttpModule {}
