import { EstimateDto, Field } from '#common';

export class EstimateInputDto {
  @Field.integer('Version to be estimated', { minimum: 1, maximum: 2_147_483_647, example: 4 })
  version: number;
}

export class VersionEstimateDto extends EstimateInputDto {
  @Field.text('What the logs say of the version, or what is missing', {
    example:
      'Version 4 would have had 12.4 % of the songs shown clicked (95 % interval 11.6 to 13.2 %), where 11.5 % were. The logs speak for 66 % of its places.',
  })
  headline: string;

  @Field.object(
    () => EstimateDto,
    'Click rate of the version by the logs (SNIPS); null with too few clicks',
    { nullable: true },
  )
  clickRate: EstimateDto | null;

  @Field.object(() => EstimateDto, 'Click rate of what was shown; null without any', { nullable: true })
  loggedClickRate: EstimateDto | null;

  @Field.share('Share of the places of the version whose song had a chance to be shown there', {
    example: 0.66,
  })
  supportedShare: number;

  @Field.count('Users of whom something was shown since the version read its events, and whom it knows', {
    example: 2_000,
  })
  users: number;

  @Field.count('Songs that were shown where the version lists them', { example: 15_925 })
  matched: number;

  @Field.number('How many clicks of equal weight say as much as those of them', {
    minimum: 0,
    example: 164.2,
  })
  effectiveClicks: number;
}
