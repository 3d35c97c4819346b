import { runService } from '#common';
import { setFlagsFromString } from 'node:v8';
import { recommenderService } from './recommender-service.js';

/**
 * Garbage is collected when the heap has grown by 60 %, not to three times what is in use: what a retrain reads of
 * sessions and singers leaves 100 to 300 MiB less.
 */
setFlagsFromString('--heap-growing-percent=60');
await runService(recommenderService);
