import { Field } from '#common';
import { ENGINES } from '../recommender.settings.js';

/** How a fit went. */
export class FitTraceDto {
  @Field.enum('What made it', ENGINES, { example: 'kernel' })
  engine: (typeof ENGINES)[number];

  @Field.count('Iterations', { example: 10 })
  iterations: number;

  @Field.values('Loss after each iteration; empty where no early end was asked for', 'number', {
    example: [412_031.2, 380_122.9],
  })
  losses: number[];

  @Field.text('SHA-256 of the user vectors followed by the song vectors', {
    example: '6f1ed002ab5595859014ebf0951522d9f1ed002ab5595859014ebf0951522d9a',
  })
  factorsSha256: string;
}
