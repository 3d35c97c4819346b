import { runService } from '#common';
import { recommenderService } from './recommender-service.js';

await runService(recommenderService);
