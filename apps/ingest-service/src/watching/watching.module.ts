import { Module } from '@nestjs/common';
import { LoadingModule } from '../loading/loading.module.js';
import { WatchedLogs } from './watched-logs.js';

/** Loads that begin by themselves. */
@Module({ imports: [LoadingModule], providers: [WatchedLogs] })
export class WatchingModule {}
